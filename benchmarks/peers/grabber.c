/*
 * grabber PORT RATE: what a recorder does that knows nothing of damage.
 *
 * A libvncclient connection that keeps the framebuffer, and writes all of it (32 bits a pixel, blue
 * first) to its output RATE times a second, whatever has changed. It asks without JPEG, so that
 * what it has is as exact as what the others have. Who reads too slowly gets fewer frames, each as
 * it is when it is written. The time of the first frame, in seconds since 1970, is printed to the
 * standard error output when it is written.
 */
#include <rfb/rfbclient.h>
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static int has_update;

static double seconds(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void note_update(rfbClient *client)
{
    (void)client;
    has_update = 1;
}

static void ignore(const char *format, ...)
{
    (void)format;
}

static int write_frame(const rfbClient *client)
{
    const uint8_t *at = client->frameBuffer;
    size_t left = (size_t)client->width * client->height * 4;

    while (left) {
        ssize_t count = write(STDOUT_FILENO, at, left);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return 0;
        at += count;
        left -= count;
    }
    return 1;
}

int main(int argc, char **argv)
{
    rfbClient *client = rfbGetClient(8, 3, 4);
    double interval, start = 0;
    long frames = 0;

    if (argc != 3 || atof(argv[2]) <= 0)
        return 2;
    interval = 1 / atof(argv[2]);
    signal(SIGPIPE, SIG_IGN);
    rfbClientLog = rfbClientErr = ignore;
    client->FinishedFrameBufferUpdate = note_update;
    client->format.redShift = 16;
    client->format.greenShift = 8;
    client->format.blueShift = 0;
    client->appData.encodingsString = "tight zrle copyrect hextile zlib raw";
    client->appData.compressLevel = 2;
    client->appData.enableJPEG = FALSE;
    client->serverHost = strdup("127.0.0.1");
    client->serverPort = atoi(argv[1]);
    if (!rfbInitClient(client, NULL, NULL))
        return 2;
    for (;;) {
        double left = start ? start + frames * interval - seconds(CLOCK_MONOTONIC) : 1;
        int ready = WaitForMessage(client, left > 0 ? left * 1e6 : 0);

        if (ready < 0 || (ready > 0 && !HandleRFBServerMessage(client)))
            return 0;
        if (!start) {
            if (!has_update)
                continue;
            start = seconds(CLOCK_MONOTONIC);
            fprintf(stderr, "%.6f\n", seconds(CLOCK_REALTIME));
        }
        if (start + frames * interval <= seconds(CLOCK_MONOTONIC)) {
            if (!write_frame(client))
                return 0;
            frames = (long)((seconds(CLOCK_MONOTONIC) - start) / interval) + 1;
        }
    }
}
