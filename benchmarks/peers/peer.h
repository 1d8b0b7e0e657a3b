/* What every client of the benchmark does: read the clocks, write the picture, print its line. */
#ifndef PEER_H
#define PEER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct cost {
    double user, system, wall;
};

struct result {
    const char *peer, *version, *note;
    struct cost begin; /* when ServerInit had arrived */
    struct cost end;   /* when the stream had ended */
    long updates, rects;
};

/* The picture in the format of the server, as the client holds it. */
struct picture {
    const uint8_t *pixels;
    int width, height, bytes_per_pixel, is_big_endian;
    int red_max, green_max, blue_max, red_shift, green_shift, blue_shift;
};

static inline struct cost cost_now(void)
{
    struct rusage usage;
    struct timespec now;

    getrusage(RUSAGE_SELF, &usage);
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (struct cost){
        usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6,
        usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6,
        now.tv_sec + now.tv_nsec / 1e9,
    };
}

/* A field of /proc/self/status; ru_maxrss would count the memory of the parent too. */
static inline long memory_kb(const char *field)
{
    char line[200];
    long kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");

    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, field, strlen(field)))
            kilobytes = atol(line + strlen(field));
    if (file)
        fclose(file);
    return kilobytes;
}

static inline uint8_t channel(uint32_t pixel, int shift, int max)
{
    return ((pixel >> shift & max) * 255 + max / 2) / max; /* to the nearest */
}

static inline void write_ppm(const struct picture *picture, const char *path)
{
    FILE *file = fopen(path, "wb");
    const uint8_t *pixel = picture->pixels;
    long count = (long)picture->width * picture->height;
    int size = picture->bytes_per_pixel;

    if (!file)
        return;
    fprintf(file, "P6\n%d %d\n255\n", picture->width, picture->height);
    for (long i = 0; i < count; i++, pixel += size) {
        uint32_t value = 0;
        uint8_t rgb[3];

        for (int k = 0; k < size; k++)
            value |= (uint32_t)pixel[picture->is_big_endian ? size - 1 - k : k] << (8 * k);
        rgb[0] = channel(value, picture->red_shift, picture->red_max);
        rgb[1] = channel(value, picture->green_shift, picture->green_max);
        rgb[2] = channel(value, picture->blue_shift, picture->blue_max);
        fwrite(rgb, 1, 3, file);
    }
    fclose(file);
}

/* A note becomes a JSON string as it is: take out what that does not allow. */
static inline void clean(char *note)
{
    for (; *note; note++)
        if (*note == '"' || *note == '\\' || (unsigned char)*note < ' ')
            *note = ' ';
}

/* Print everything but the closing brace. */
static inline void report_open(const struct result *result, int width, int height)
{
    double user = result->end.user - result->begin.user;
    double system = result->end.system - result->begin.system;

    printf("{\"peer\": \"%s\", \"version\": \"%s\", \"user\": %.6f, \"sys\": %.6f, \"cpu\": %.6f, "
           "\"startup_cpu\": %.6f, \"wall\": %.6f, \"updates\": %ld, \"rects\": %ld, "
           "\"width\": %d, \"height\": %d, \"rss_kb\": %ld, \"maxrss_kb\": %ld, \"note\": \"%s\"",
           result->peer, result->version, user, system, user + system,
           result->begin.user + result->begin.system, result->end.wall - result->begin.wall,
           result->updates, result->rects, width, height, memory_kb("VmRSS:"), memory_kb("VmHWM:"),
           result->note ? result->note : "");
}

static inline void report(const struct result *result, const struct picture *picture)
{
    const char *path = getenv("PEER_PPM");

    report_open(result, picture->width, picture->height);
    printf("}\n");
    fflush(stdout);
    if (path && *path)
        write_ppm(picture, path);
}

#endif
