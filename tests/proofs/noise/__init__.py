"""Noise: a hundred thousand lines and events that nobody should send, through every parser and every renderer.

``words`` makes hostile words and lines, ``reading`` puts them through what reads, ``showing`` through what shows,
``doing`` through the real engine. The short form is the same on every run; the long one is a million from a seed that
it prints.
"""
