"""JupyterHub for a class: its settings, its configuration in small pieces, its commands."""
