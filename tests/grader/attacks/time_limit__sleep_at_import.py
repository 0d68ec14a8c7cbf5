# R31
# expect: wall
import time

time.sleep(1e9)
