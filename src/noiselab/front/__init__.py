"""Who asks, and in which order things are done."""
