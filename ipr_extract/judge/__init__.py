"""Judging a run: against gold annotations, and against another run. Reads the files of runs and nothing else."""
