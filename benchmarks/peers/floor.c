/* floor PORT: what no client can do without, as fast as it can be done.
 *
 * Reads the stream into one buffer, then inflates every zlib chunk of it, decodes every JPEG image
 * and writes every pixel once. The chunks and images come from the file $PEER_WORK, which
 * stream.py cuts out of the same recording (its docstring has the form); they are read before the
 * connection is opened and not counted. Of zlib and ISA-L the one that is faster on this data is
 * taken, and libjpeg-turbo with its fast transform.
 */
#include <arpa/inet.h>
#include <isa-l.h>
#include <sys/socket.h>
#include <turbojpeg.h>
#include <unistd.h>
#include <zlib.h>
#include "peer.h"

enum { STREAMS = 8, READ_BYTES = 1 << 18, HOT_BYTES = 1 << 16 };

struct item {
    char kind; /* Z: zlib chunk, J: JPEG image, P: pixels that come some other way */
    uint8_t stream, is_reset;
    uint32_t size, out_size, pixels;
    uint16_t width, height;
    const uint8_t *data;
};

struct work {
    struct item *items;
    long count;
};

static uint8_t *output;
static size_t output_size;

static void die(const char *what)
{
    fprintf(stderr, "floor: %s\n", what);
    exit(2);
}

static struct work load(const char *path)
{
    FILE *file = path ? fopen(path, "rb") : NULL;
    struct work work = { NULL, 0 };
    long size, capacity = 0;

    if (!file)
        die("PEER_WORK names no file");
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    uint8_t *data = malloc(size + 64), *end = data + size; /* inflaters read ahead */
    if (fread(data, 1, size, file) != (size_t)size)
        die("short read");
    fclose(file);
    while (data < end) {
        if (work.count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            work.items = realloc(work.items, capacity * sizeof *work.items);
        }
        struct item *item = &work.items[work.count++];
        item->kind = data[0];
        item->stream = data[1];
        item->is_reset = data[2];
        memcpy(&item->size, data + 4, 4);
        memcpy(&item->out_size, data + 8, 4);
        memcpy(&item->pixels, data + 12, 4);
        memcpy(&item->width, data + 16, 2);
        memcpy(&item->height, data + 18, 2);
        item->data = data + 20;
        data += 20 + item->size;
    }
    return work;
}

static size_t room(const struct item *item)
{
    return item->out_size ? item->out_size : output_size;
}

static void inflate_zlib(const struct work *work)
{
    z_stream streams[STREAMS];
    int is_open[STREAMS] = { 0 };

    memset(streams, 0, sizeof streams);
    for (long i = 0; i < work->count; i++) {
        const struct item *item = &work->items[i];
        z_stream *z = &streams[item->stream];

        if (item->kind != 'Z')
            continue;
        if (!is_open[item->stream]) {
            inflateInit(z);
            is_open[item->stream] = 1;
        } else if (item->is_reset) {
            inflateReset(z);
        }
        z->next_in = (Bytef *)item->data;
        z->avail_in = item->size;
        z->next_out = output;
        z->avail_out = room(item);
        int status = inflate(z, Z_SYNC_FLUSH);
        if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END)
            die("zlib refuses the data");
    }
    for (int i = 0; i < STREAMS; i++)
        if (is_open[i])
            inflateEnd(&streams[i]);
}

static void inflate_isal(const struct work *work)
{
    static struct inflate_state streams[STREAMS];
    int is_open[STREAMS] = { 0 };

    for (long i = 0; i < work->count; i++) {
        const struct item *item = &work->items[i];
        struct inflate_state *z = &streams[item->stream];

        if (item->kind != 'Z')
            continue;
        if (!is_open[item->stream] || item->is_reset) {
            isal_inflate_init(z);
            z->crc_flag = ISAL_ZLIB;
            is_open[item->stream] = 1;
        }
        z->next_in = (uint8_t *)item->data;
        z->avail_in = item->size;
        z->next_out = output;
        z->avail_out = room(item);
        if (isal_inflate(z) < 0)
            die("ISA-L refuses the data");
    }
}

static void decode_jpeg(const struct work *work)
{
    tjhandle turbo = tjInitDecompress();

    for (long i = 0; i < work->count; i++) {
        const struct item *item = &work->items[i];

        if (item->kind == 'J' &&
            tjDecompress2(turbo, item->data, item->size, output, item->width, 0, item->height,
                          TJPF_BGRX, TJFLAG_FASTDCT | TJFLAG_FASTUPSAMPLE) != 0 &&
            tjGetErrorCode(turbo) == TJERR_FATAL)
            die("libjpeg-turbo refuses an image");
    }
    tjDestroy(turbo);
}

/* From a source that stays in the cache, over and over the framebuffer. */
static void write_pixels(const struct work *work, uint8_t *framebuffer, size_t size)
{
    size_t position = 0;

    for (long i = 0; i < work->count; i++) {
        size_t left = (size_t)work->items[i].pixels * 4;

        while (left) {
            size_t step = left < HOT_BYTES ? left : HOT_BYTES;

            if (position + step > size)
                position = 0;
            memcpy(framebuffer + position, output, step);
            position += step;
            left -= step;
        }
    }
}

static void receive(int fd, uint8_t *into, size_t size)
{
    while (size) {
        ssize_t got = recv(fd, into, size, 0);

        if (got <= 0)
            die("the server closed the stream in the handshake");
        into += got;
        size -= got;
    }
}

static double seconds(struct cost from, struct cost to)
{
    return to.user + to.system - from.user - from.system;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    struct work work = load(getenv("PEER_WORK"));
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(atoi(argv[1])),
        .sin_addr = { htonl(INADDR_LOOPBACK) },
    };
    static uint8_t buffer[READ_BYTES];
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    uint8_t request[10] = { 3 };

    if (connect(fd, (struct sockaddr *)&address, sizeof address))
        die("no connection");
    receive(fd, buffer, 12);
    if (write(fd, "RFB 003.008\n", 12) != 12)
        die("cannot write");
    receive(fd, buffer, 2);
    if (write(fd, "\1", 1) != 1)
        die("cannot write");
    receive(fd, buffer, 4);
    if (write(fd, "\1", 1) != 1)
        die("cannot write");
    receive(fd, buffer, 24);
    int width = buffer[0] << 8 | buffer[1], height = buffer[2] << 8 | buffer[3];
    memcpy(request + 6, buffer, 4);
    receive(fd, buffer, buffer[22] << 8 | buffer[23]);

    size_t size = (size_t)width * height * 4;
    uint8_t *framebuffer = malloc(size);
    output_size = size * 5 / 4 + (1 << 20);
    output = malloc(output_size);
    memset(framebuffer, 1, size);
    memset(output, 7, output_size);
    struct cost start = cost_now();
    inflate_isal(&work);
    struct cost middle = cost_now();
    inflate_zlib(&work);
    struct cost end = cost_now();
    int is_isal = seconds(start, middle) < seconds(middle, end);

    struct result result = {
        .peer = "floor",
        .version = is_isal ? "isa-l, libjpeg-turbo" : "zlib, libjpeg-turbo",
    };
    result.begin = cost_now();
    if (write(fd, request, sizeof request) != sizeof request)
        die("cannot write");
    while (recv(fd, buffer, sizeof buffer, 0) > 0)
        ;
    struct cost received = cost_now();
    if (is_isal)
        inflate_isal(&work);
    else
        inflate_zlib(&work);
    struct cost inflated = cost_now();
    decode_jpeg(&work);
    struct cost decoded = cost_now();
    write_pixels(&work, framebuffer, size);
    result.end = cost_now();
    report_open(&result, width, height);
    printf(", \"receive\": %.6f, \"inflate\": %.6f, \"jpeg\": %.6f, \"write\": %.6f}\n",
           seconds(result.begin, received), seconds(received, inflated),
           seconds(inflated, decoded), seconds(decoded, result.end));
    return 0;
}
