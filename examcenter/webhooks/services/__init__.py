"""What is done to endpoints and deliveries; the only code that writes them."""
