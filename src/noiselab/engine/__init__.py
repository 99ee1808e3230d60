"""How points run: kernels, notebooks, executors."""
