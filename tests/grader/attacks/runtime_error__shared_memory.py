# R12
# expect: ModuleNotFoundError
def conv2d(image, kernel):
    from multiprocessing.shared_memory import SharedMemory

    return SharedMemory(create=True, size=1 << 20)
