/* gtk_vnc PORT: gtk-vnc's connection without its widget, framebuffer in the server's own format. */
#include <gvnc.h>
#include "peer.h"

static struct result result = { .peer = "gtk-vnc", .version = VERSION };
static struct picture picture;
static VncPixelFormat format;
static uint8_t *pixels;
static char note[200];
static GMainLoop *loop;

static const gint32 encodings[] = {
    VNC_CONNECTION_ENCODING_TIGHT,
    VNC_CONNECTION_ENCODING_TIGHT_JPEG5,
    VNC_CONNECTION_ENCODING_ZRLE,
    VNC_CONNECTION_ENCODING_HEXTILE,
    VNC_CONNECTION_ENCODING_RRE,
    VNC_CONNECTION_ENCODING_COPY_RECT,
    VNC_CONNECTION_ENCODING_RAW,
    VNC_CONNECTION_ENCODING_DESKTOP_RESIZE,
    VNC_CONNECTION_ENCODING_RICH_CURSOR,
    VNC_CONNECTION_ENCODING_XCURSOR,
    VNC_CONNECTION_ENCODING_LAST_RECT,
    VNC_CONNECTION_ENCODING_DESKTOP_NAME,
};

static void allocate(VncConnection *connection)
{
    int width = vnc_connection_get_width(connection);
    int height = vnc_connection_get_height(connection);

    format = *vnc_connection_get_pixel_format(connection);
    int size = format.bits_per_pixel / 8;
    pixels = calloc((size_t)width * height, size);
    picture = (struct picture){
        pixels, width, height, size, format.byte_order == G_BIG_ENDIAN,
        format.red_max, format.green_max, format.blue_max,
        format.red_shift, format.green_shift, format.blue_shift,
    };
    VncBaseFramebuffer *framebuffer =
        vnc_base_framebuffer_new(pixels, width, height, width * size, &format, &format);
    vnc_connection_set_framebuffer(connection, VNC_FRAMEBUFFER(framebuffer));
    g_object_unref(framebuffer);
}

static void initialized(VncConnection *connection, gpointer data)
{
    (void)data;
    result.begin = cost_now();
    allocate(connection);
    if (!vnc_connection_set_encodings(connection, G_N_ELEMENTS(encodings), (gint32 *)encodings))
        snprintf(note, sizeof note, "SetEncodings failed");
    vnc_connection_framebuffer_update_request(connection, FALSE, 0, 0, picture.width,
                                              picture.height);
}

/* The library reports rectangles; it does not say where an update ends. */
static void count(VncConnection *connection, int x, int y, int width, int height, gpointer data)
{
    (void)connection, (void)x, (void)y, (void)width, (void)height, (void)data;
    result.rects++;
}

static void resized(VncConnection *connection, int width, int height, gpointer data)
{
    (void)width, (void)height, (void)data;
    allocate(connection);
}

static void choose_none(VncConnection *connection, GValueArray *types, gpointer data)
{
    (void)types, (void)data;
    vnc_connection_set_auth_type(connection, VNC_CONNECTION_AUTH_NONE);
}

static void failed(VncConnection *connection, const char *message, gpointer data)
{
    (void)connection, (void)data;
    snprintf(note, sizeof note, "%s", message);
    clean(note);
}

static void disconnected(VncConnection *connection, gpointer data)
{
    (void)connection, (void)data;
    result.end = cost_now();
    g_main_loop_quit(loop);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    loop = g_main_loop_new(NULL, FALSE);
    VncConnection *connection = vnc_connection_new();
    g_signal_connect(connection, "vnc-initialized", G_CALLBACK(initialized), NULL);
    g_signal_connect(connection, "vnc-framebuffer-update", G_CALLBACK(count), NULL);
    g_signal_connect(connection, "vnc-desktop-resize", G_CALLBACK(resized), NULL);
    g_signal_connect(connection, "vnc-auth-choose-type", G_CALLBACK(choose_none), NULL);
    g_signal_connect(connection, "vnc-error", G_CALLBACK(failed), NULL);
    g_signal_connect(connection, "vnc-disconnected", G_CALLBACK(disconnected), NULL);
    if (!vnc_connection_open_host(connection, "127.0.0.1", argv[1])) {
        fprintf(stderr, "no connection\n");
        return 2;
    }
    g_main_loop_run(loop);
    if (!pixels) {
        fprintf(stderr, "no ServerInit: %s\n", note);
        return 2;
    }
    result.note = note;
    report(&result, &picture);
    return 0;
}
