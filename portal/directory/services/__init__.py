"""The verbs of the directory, one file per subject; every one takes ``by=``, is atomic and leaves a trace."""
