"""feed -> entry -> page -> article -> mentions -> match -> store -> digest."""
