# R31
# expect: cpu
while True:
    pass
