"""What ``make bench`` measures. Rules of this folder: figures are printed, never asserted; a ratio's two sides are
measured in turns in one run, and its median is what counts; nothing leaves the machine.
"""
