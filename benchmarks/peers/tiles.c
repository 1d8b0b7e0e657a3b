/*
 * tiles WIDTH HEIGHT RATE PORT...: what a wall of viewers does, one process a host.
 *
 * Each child is a libvncclient connection that takes at most RATE updates a second and, RATE times a
 * second, reduces the whole framebuffer to WIDTH x HEIGHT by averaging, as a wall does that draws
 * its tiles with a smooth scale. The parent prints LIVE when every child has scaled its first
 * picture; for every byte of its input the CPU seconds that all children have spent on scaling what
 * had not changed; and it ends its children when its input ends.
 */
#include <rfb/rfbclient.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int tile_width, tile_height, has_update;
static uint32_t *tile, *columns;

static double seconds(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double now(void)
{
    return seconds(CLOCK_MONOTONIC);
}

static rfbBool allocate(rfbClient *client)
{
    free(client->frameBuffer);
    client->frameBuffer = calloc((size_t)client->width * client->height, 4);
    columns = realloc(columns, sizeof *columns * 2 * client->width);
    return client->frameBuffer && columns;
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

/* A tile's pixel is the mean of the framebuffer's under it; rows are added up first, blue with red
 * and green alone in halves of words, so that a compiler can do several at a time. */
__attribute__((optimize("O3"))) static void reduce(const uint32_t *source, int width, int height)
{
    uint32_t *restrict pairs = columns, *restrict greens = columns + width;

    for (int y = 0; y < tile_height; y++) {
        int top = y * height / tile_height;
        int bottom = ((y + 1) * height + tile_height - 1) / tile_height;

        for (int x = 0; x < width; x++)
            pairs[x] = greens[x] = 0;
        for (int row = top; row < bottom; row++) {
            const uint32_t *restrict line = source + (size_t)row * width;

            for (int x = 0; x < width; x++) {
                pairs[x] += line[x] & 0xff00ff;
                greens[x] += line[x] >> 8 & 0xff;
            }
        }
        for (int x = 0; x < tile_width; x++) {
            int left = x * width / tile_width;
            int right = ((x + 1) * width + tile_width - 1) / tile_width;
            uint32_t blue = 0, green = 0, red = 0;
            uint32_t count = (uint32_t)(right - left) * (bottom - top);

            for (int column = left; column < right; column++) {
                blue += pairs[column] & 0xffff;
                red += pairs[column] >> 16;
                green += greens[column];
            }
            tile[y * tile_width + x] = red / count << 16 | green / count << 8 | blue / count;
        }
    }
}

static int show(int port, double interval, int ready, double *in_vain)
{
    rfbClient *client = rfbGetClient(8, 3, 4);
    double due = 0;
    int is_live = 0;

    client->MallocFrameBuffer = allocate;
    client->FinishedFrameBufferUpdate = note_update;
    client->canHandleNewFBSize = TRUE;
    client->appData.encodingsString = "tight zrle copyrect hextile zlib raw";
    client->appData.compressLevel = 6;
    client->appData.qualityLevel = 6;
    client->serverHost = strdup("127.0.0.1");
    client->serverPort = port;
    if (!rfbInitClient(client, NULL, NULL))
        return 2;
    for (;;) {
        double left = due - now();
        int count = WaitForMessage(client, is_live ? (left > 0 ? left * 1e6 : 0) : 10000000);

        if (count < 0)
            return 1;
        if (count > 0) {
            /* What waits longer has been asked for: the request follows each update that is read. */
            if (is_live && due > now())
                usleep((due - now()) * 1e6);
            if (!HandleRFBServerMessage(client))
                return 1;
        }
        if (is_live ? due > now() : !has_update)
            continue;

        double begun = seconds(CLOCK_PROCESS_CPUTIME_ID);

        reduce((const uint32_t *)client->frameBuffer, client->width, client->height);
        if (!has_update)
            *in_vain += seconds(CLOCK_PROCESS_CPUTIME_ID) - begun;
        has_update = 0;
        due = now() + interval;
        if (!is_live) {
            is_live = 1;
            if (write(ready, "", 1) != 1)
                return 1;
        }
    }
}

int main(int argc, char **argv)
{
    int pipes[2];
    char byte;
    double *in_vain = mmap(NULL, sizeof *in_vain * argc, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (argc < 5 || in_vain == MAP_FAILED || pipe(pipes))
        return 2;
    rfbClientLog = rfbClientErr = ignore;
    tile_width = atoi(argv[1]);
    tile_height = atoi(argv[2]);
    tile = calloc((size_t)tile_width * tile_height, sizeof *tile);
    for (int i = 4; i < argc; i++)
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(0);
            _exit(show(atoi(argv[i]), 1 / atof(argv[3]), pipes[1], &in_vain[i]));
        }
    close(pipes[1]);
    for (int i = 4; i < argc; i++)
        if (read(pipes[0], &byte, 1) != 1) {
            fprintf(stderr, "a connection failed\n");
            return 1;
        }
    printf("LIVE\n");
    fflush(stdout);
    while (read(0, &byte, 1) > 0) {
        double sum = 0;

        for (int i = 4; i < argc; i++)
            sum += in_vain[i];
        printf("%.6f\n", sum);
        fflush(stdout);
    }
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    while (wait(NULL) > 0)
        ;
    return 0;
}
