"""`python -m pipeline` is `paris-call`."""

from pipeline.shell.cli import main

if __name__ == "__main__":
    main()
