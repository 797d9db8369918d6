"""`python -m codings`: the command."""

from codings.cli import main

if __name__ == "__main__":
    main()
