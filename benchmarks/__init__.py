"""What kgstore costs, beside the alternative; `make bench SOURCES=folder` prints the tables."""
