"""The ground that all other wings stand on: errors, words, files, folders."""
