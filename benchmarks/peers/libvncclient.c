/* libvncclient PORT: LibVNCServer's client library, framebuffer in the server's own format. */
#include <rfb/rfbclient.h>
#include "peer.h"

static struct result result = { .peer = "libvncclient", .version = LIBVNCSERVER_PACKAGE_VERSION };
static char note[200];
static int is_open;

static rfbBool allocate(rfbClient *client)
{
    client->format = client->si.format;
    free(client->frameBuffer);
    client->frameBuffer =
        calloc((size_t)client->width * client->height, client->format.bitsPerPixel / 8);
    if (!is_open) {
        is_open = 1;
        result.begin = cost_now();
    }
    return client->frameBuffer != NULL;
}

static void count_rectangle(rfbClient *client, int x, int y, int width, int height)
{
    (void)client, (void)x, (void)y, (void)width, (void)height;
    result.rects++;
}

static void count_update(rfbClient *client)
{
    (void)client;
    result.updates++;
}

static void ignore(const char *format, ...)
{
    (void)format;
}

static void keep(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(note, sizeof note, format, arguments);
    va_end(arguments);
    clean(note);
}

int main(int argc, char **argv)
{
    rfbClient *client = rfbGetClient(8, 3, 4);

    if (argc != 2)
        return 2;
    rfbClientLog = ignore;
    rfbClientErr = keep;
    client->MallocFrameBuffer = allocate;
    client->GotFrameBufferUpdate = count_rectangle;
    client->FinishedFrameBufferUpdate = count_update;
    client->canHandleNewFBSize = TRUE;
    client->appData.encodingsString = "tight zrle ultra copyrect hextile zlib corre rre raw";
    client->appData.useRemoteCursor = TRUE;
    client->appData.compressLevel = 2;
    client->appData.qualityLevel = 8;
    client->serverHost = strdup("127.0.0.1");
    client->serverPort = atoi(argv[1]);
    if (!rfbInitClient(client, NULL, NULL)) {
        fprintf(stderr, "no connection: %s\n", note);
        return 2;
    }
    for (;;) {
        int ready = WaitForMessage(client, 1000000);

        if (ready < 0 || (ready > 0 && !HandleRFBServerMessage(client)))
            break;
    }
    result.end = cost_now();
    result.note = note;

    const rfbPixelFormat *format = &client->format;
    struct picture picture = {
        client->frameBuffer, client->width, client->height, format->bitsPerPixel / 8,
        format->bigEndian, format->redMax, format->greenMax, format->blueMax,
        format->redShift, format->greenShift, format->blueShift,
    };
    report(&result, &picture);
    return 0;
}
