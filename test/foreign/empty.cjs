// What the suite is run with where it is run without the preload: what `NODE_OPTIONS` changes by itself does not count.
