"""What several functions need; a function's package takes along only the modules that it imports."""
