"""What reading JSON may raise when it comes from outside, or from a file that was damaged."""

import msgspec

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""msgspec reports text inside JSON that is no UTF-8, and too many brackets, apart from all else."""
