from vncwall.kernels.pixels cimport Pixel
