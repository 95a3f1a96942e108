"""The lexical linker: from the words of a class to a concept of a lexicon, with reasons."""
