from vncwall.kernels.planes cimport chroma_row, colour_row, luma_row
