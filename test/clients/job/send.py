"""Sends jobs with the framework whose app.py lies in the directory where this runs."""
import sys

sys.path.insert(0, "")
import app
import job

job.serve(app.send)
