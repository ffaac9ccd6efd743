// A load generator on one thread that keeps messages in flight on many connections to an echo, over WebSocket or over bare
// TCP, and reads the server's CPU time exactly around the window that it measures. It is small, so that it costs little
// beside the server, and shares no code with any server or with `sockeye bench`.
//
//   generator --port=N [--path=/echo] [--protocol=ws|tcp] [--connections=N] [--in-flight=N] [--size=BYTES]
//             [--kind=ascii|unicode|binary] [--rate=PER_SECOND] [--warmup=SECONDS] [--seconds=SECONDS] [--tail=SECONDS]
//             [--pid=SERVER] [--hold] [--deflate] [--deflated=FILE]
//
// Over tcp a message is as many bytes as a server's frame over ws: header and payload, unmasked.
// With --rate messages go out evenly, one connection after the other, whatever comes back; without, each that came back is
// followed by the next. With --hold connections are opened and kept, nothing is sent, and "open N SECONDS CPU" is
// printed: how long it took to open them, one after the other, and the seconds that the server ran meanwhile.
// --deflate asks for permessage-deflate without context takeover. With --deflated the payload is the file's bytes, which
// must be so compressed, and what comes back is counted and not looked at: it may be compressed better or worse.
// --tail keeps the load up after the window. A line on standard input is answered by "count N", the messages that came
// back so far; its end ends the program. The last line of standard output is a JSON object.
// Exit codes: 0 measured, 1 the server or the connection failed, 2 the arguments are wrong.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { RSV1 = 0x40, OP_CONTINUATION = 0, OP_TEXT = 1, OP_BINARY = 2, OP_CLOSE = 8 };

typedef struct {
    int fd;
    int owed;            // messages to be sent, the one being written included
    size_t written;      // bytes of that one that are out
    size_t payload_left; // of the frame, or over tcp of the message, being read
    uint64_t message;    // payload bytes of the message so far
    unsigned char header[10];
    int header_length;
    bool last_data_frame; // the frame being read ends a message
} Connection;

typedef struct {
    double time;
    double server_cpu;
    double own_cpu;
    uint64_t messages;
    uint64_t sent;
    uint64_t bytes;
} Reading;

static int port, connections = 1, in_flight = 1, server_pid;
static const char *path = "/echo";
static const char *deflated; // the file, or NULL
static bool tcp, text = true, unicode, hold, deflate;
static size_t size = 125;
static double rate, warmup = 2, seconds = 2, tail;

static unsigned char *frame; // what is sent for every message
static size_t frame_length, reply_length;
static uint64_t received, sent, received_bytes; // the last: payload of data frames

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("generator: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

static double seconds_of(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

// Sums what every thread of the server has run, which the kernel counts in nanoseconds.
static double cpu_of_server(void) {
    if (!server_pid) return 0;
    char name[320];
    snprintf(name, sizeof name, "/proc/%d/task", server_pid);
    DIR *tasks = opendir(name);
    if (!tasks) fail("the server %d is gone", server_pid);
    unsigned long long sum = 0, run;
    for (struct dirent *task; (task = readdir(tasks));) {
        if (task->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "/proc/%d/task/%s/schedstat", server_pid, task->d_name);
        FILE *file = fopen(name, "r");
        if (!file) continue; // the thread has ended meanwhile
        if (fscanf(file, "%llu", &run) == 1) sum += run;
        fclose(file);
    }
    closedir(tasks);
    return sum / 1e9;
}

static Reading take_reading(void) {
    return (Reading){seconds_of(CLOCK_MONOTONIC), cpu_of_server(), seconds_of(CLOCK_PROCESS_CPUTIME_ID), received, sent,
            received_bytes};
}

static void read_payload(unsigned char *to) {
    FILE *file = fopen(deflated, "r");
    if (!file || fread(to, 1, size, file) != size) fail("%s cannot be read", deflated);
    fclose(file);
}

// Fills with characters of one to four bytes in UTF-8, or with bytes that follow no pattern.
static void fill_payload(unsigned char *to) {
    static const char phrase[] = "Tiếng Việt, Ελληνικά, русский язык, 日本語の文章, 한국어 문장, 🐟 ";
    static const char ascii[] = "the quick brown fox jumps over the lazy dog; ";
    uint64_t random = 0x9e3779b97f4a7c15;
    for (size_t i = 0; i < size;) {
        if (!text) {
            random ^= random << 13, random ^= random >> 7, random ^= random << 17;
            to[i++] = (unsigned char)random;
            continue;
        }
        const char *of = unicode ? phrase : ascii;
        for (const char *c = of; *c && i < size;) {
            int length = 1;
            while ((c[length] & 0xC0) == 0x80) length++;
            if (i + (size_t)length > size) { // no room for a whole character
                to[i++] = '.';
                continue;
            }
            memcpy(to + i, c, (size_t)length);
            i += (size_t)length, c += length;
        }
    }
}

// RFC 6455 section 5.2. The key is the same for all, since what a server does with it does not depend on it.
static void make_frame(void) {
    static const unsigned char key[4] = {0x37, 0xfa, 0x21, 0x3d};
    if (deflated) {
        FILE *file = fopen(deflated, "r");
        if (!file || fseek(file, 0, SEEK_END)) fail("%s cannot be read", deflated);
        size = (size_t)ftell(file);
        fclose(file);
    }
    frame = malloc(size + 14);
    if (!frame) fail("no memory");
    size_t n = 0;
    frame[n++] = 0x80 | (deflated ? RSV1 : 0) | (text ? OP_TEXT : OP_BINARY);
    int extended = size < 126 ? 0 : size < 65536 ? 2 : 8;
    frame[n++] = 0x80 | (extended == 0 ? size : extended == 2 ? 126 : 127);
    for (int i = extended - 1; i >= 0; i--) frame[n++] = (unsigned char)((uint64_t)size >> (8 * i));
    reply_length = n + size;
    if (tcp) {
        frame[1] &= 0x7f;
        fill_payload(frame + n);
        frame_length = reply_length;
        return;
    }
    memcpy(frame + n, key, 4);
    n += 4;
    if (deflated) read_payload(frame + n);
    else fill_payload(frame + n);
    for (size_t i = 0; i < size; i++) frame[n + i] ^= key[i & 3];
    frame_length = n + size;
}

static void upgrade(int fd) {
    char head[4096];
    int length = snprintf(head, sizeof head,
            "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
            path, port, deflate ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                      "client_no_context_takeover\r\n"
                    : "");
    if (write(fd, head, (size_t)length) != length) fail("the upgrade cannot be sent: %s", strerror(errno));
    int n = 0;
    while (n < 4 || memcmp(head + n - 4, "\r\n\r\n", 4)) {
        if (n == sizeof head - 1 || read(fd, head + n, 1) != 1) fail("no answer to the upgrade: %s", strerror(errno));
        n++;
    }
    head[n] = 0;
    if (memcmp(head, "HTTP/1.1 101", 12)) fail("the upgrade was refused:\n%s", head);
    if (deflate != !!strcasestr(head, "permessage-deflate")) fail("permessage-deflate is not as asked:\n%s", head);
}

static void open_connection(Connection *c, int epoll) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval limit = {.tv_sec = 10};
    int one = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0) fail("no socket: %s", strerror(errno));
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to)) fail("cannot connect: %s", strerror(errno));
    if (!tcp) upgrade(c->fd);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    c->owed = hold || rate > 0 ? 0 : in_flight;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void message_came(Connection *c) {
    received++;
    if (rate == 0) c->owed++;
}

// Returns how many bytes the header needs at least, judging by those that are there.
static int header_need(const Connection *c) {
    if (c->header_length < 2) return 2;
    int length = c->header[1] & 0x7f;
    return length < 126 ? 2 : length == 126 ? 4 : 10;
}

static void start_frame(Connection *c) {
    const unsigned char *h = c->header;
    int opcode = h[0] & 0x0f;
    if ((h[0] & (deflate ? 0x30 : 0x70)) || (h[1] & 0x80)) fail("a frame with bits that nobody agreed to: %02x %02x", h[0], h[1]);
    if (opcode == OP_CLOSE) fail("the server closed the connection");
    uint64_t length = h[1] & 0x7f;
    if (length > 125) {
        length = 0;
        for (int i = 2; i < c->header_length; i++) length = length << 8 | h[i];
    }
    bool data = opcode == OP_CONTINUATION || opcode == OP_TEXT || opcode == OP_BINARY;
    c->payload_left = length;
    c->last_data_frame = data && (h[0] & 0x80);
    if (data) {
        c->message += length;
        received_bytes += length;
    }
}

static void end_frame(Connection *c) {
    c->header_length = 0;
    if (!c->last_data_frame) return;
    if (!deflated && c->message != size) fail("a message of %llu bytes came back", (unsigned long long)c->message);
    c->message = 0;
    message_came(c);
}

static void read_frames(Connection *c, const unsigned char *in, size_t n) {
    for (size_t at = 0; at < n;) {
        int need = header_need(c);
        if (c->header_length < need) {
            c->header[c->header_length++] = in[at++];
            if (c->header_length < header_need(c)) continue;
            start_frame(c);
        }
        size_t take = c->payload_left < n - at ? c->payload_left : n - at;
        at += take;
        c->payload_left -= take;
        if (c->payload_left == 0) end_frame(c);
    }
}

static void read_bytes(Connection *c, size_t n) {
    c->message += n;
    for (; c->message >= reply_length; c->message -= reply_length) message_came(c);
}

static void receive(Connection *c) {
    static unsigned char buffer[256 * 1024];
    for (;;) {
        ssize_t n = read(c->fd, buffer, sizeof buffer);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) fail("the connection ended: %s", n < 0 ? strerror(errno) : "FIN");
        if (tcp) read_bytes(c, (size_t)n);
        else read_frames(c, buffer, (size_t)n);
        // Less than was asked for: the socket is empty, and an edge will tell of more.
        if ((size_t)n < sizeof buffer) return;
    }
}

// All that is owed goes out in one call, as far as the socket takes it: a call per message would make the generator, not
// the server, the slower of the two when messages are small.
static void send_owed(Connection *c) {
    struct iovec parts[64];
    while (c->owed > 0) {
        int count = c->owed < 64 ? c->owed : 64;
        for (int i = 0; i < count; i++) parts[i] = (struct iovec){frame, frame_length};
        parts[0].iov_base = frame + c->written;
        parts[0].iov_len -= c->written;
        ssize_t n = writev(c->fd, parts, count);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n < 0) fail("cannot write: %s", strerror(errno));
        size_t out = c->written + (size_t)n;
        c->written = out % frame_length;
        c->owed -= (int)(out / frame_length);
        sent += out / frame_length;
    }
}

static void send_on_time(Connection *all, double elapsed, uint64_t *due, int *next) {
    for (uint64_t now = (uint64_t)(elapsed * rate); *due < now; ++*due) {
        all[*next].owed++;
        send_owed(&all[*next]);
        *next = (*next + 1) % connections;
    }
}

static void answer_input(void) {
    char line[64];
    ssize_t n = read(STDIN_FILENO, line, sizeof line);
    if (n <= 0) exit(hold ? 0 : 1);
    printf("count %llu\n", (unsigned long long)received);
    fflush(stdout);
}

static void report(const Reading *from, const Reading *to) {
    double time = to->time - from->time, cpu = to->server_cpu - from->server_cpu, own = to->own_cpu - from->own_cpu;
    uint64_t messages = to->messages - from->messages;
    if (!messages) fail("no message came back");
    printf("{\"protocol\":\"%s\",\"connections\":%d,\"inFlight\":%d,\"size\":%zu,\"rate\":%g,\"messages\":%llu,"
           "\"sent\":%llu,\"seconds\":%.6f,\"perSecond\":%.1f,\"serverCpuSeconds\":%.6f,\"serverCpuMicrosPerMessage\":%.5f,"
           "\"serverCpuShare\":%.4f,\"receivedBytesPerMessage\":%.3f,\"generatorCpuMicrosPerMessage\":%.5f,\"generatorCpuShare\":%.4f}\n",
            tcp ? "tcp" : "ws", connections, in_flight, size, rate, (unsigned long long)messages,
            (unsigned long long)(to->sent - from->sent), time, (double)messages / time, cpu,
            cpu * 1e6 / (double)messages, cpu / time, (double)(to->bytes - from->bytes) / (double)messages, own * 1e6 / (double)messages, own / time);
    fflush(stdout);
}

static void run(Connection *all, int epoll) {
    struct epoll_event events[256];
    double start = seconds_of(CLOCK_MONOTONIC), measured = start + warmup, end = measured + seconds;
    Reading from = {0}, to = {0};
    uint64_t due = 0;
    int next = 0;
    for (;;) {
        // With a rate the loop spins, so that a message is never late by a sleep.
        int n = epoll_wait(epoll, events, 256, hold ? -1 : rate > 0 ? 0 : 10);
        for (int i = 0; i < n; i++) {
            Connection *c = events[i].data.ptr;
            if (!c) {
                answer_input();
                continue;
            }
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(c);
            send_owed(c);
        }
        if (hold) continue;
        double now = seconds_of(CLOCK_MONOTONIC);
        if (rate > 0) send_on_time(all, now - start, &due, &next);
        if (!from.time && now >= measured) from = take_reading();
        if (!to.time && now >= end) {
            to = take_reading();
            report(&from, &to);
        }
        if (now >= end + tail) return;
    }
}

static bool option(const char *argument, const char *name, const char **value) {
    size_t n = strlen(name);
    if (strncmp(argument, name, n) || argument[n] != '=') return false;
    *value = argument + n + 1;
    return true;
}

static void read_arguments(int count, char **arguments) {
    for (int i = 1; i < count; i++) {
        const char *a = arguments[i], *v = "";
        if (option(a, "--port", &v)) port = atoi(v);
        else if (option(a, "--path", &v)) path = v;
        else if (option(a, "--protocol", &v)) tcp = !strcmp(v, "tcp");
        else if (option(a, "--connections", &v)) connections = atoi(v);
        else if (option(a, "--in-flight", &v)) in_flight = atoi(v);
        else if (option(a, "--size", &v)) size = (size_t)atol(v);
        else if (option(a, "--kind", &v)) text = strcmp(v, "binary") != 0, unicode = !strcmp(v, "unicode");
        else if (option(a, "--rate", &v)) rate = atof(v);
        else if (option(a, "--warmup", &v)) warmup = atof(v);
        else if (option(a, "--seconds", &v)) seconds = atof(v);
        else if (option(a, "--tail", &v)) tail = atof(v);
        else if (option(a, "--pid", &v)) server_pid = atoi(v);
        else if (option(a, "--deflated", &v)) deflated = v, deflate = true;
        else if (!strcmp(a, "--hold")) hold = true;
        else if (!strcmp(a, "--deflate")) deflate = true;
        else {
            fprintf(stderr, "generator: what is %s?\n", a);
            exit(2);
        }
    }
    if (port <= 0 || connections <= 0 || in_flight <= 0 || !size) {
        fputs("generator: needs a port, and connections, messages and bytes above zero\n", stderr);
        exit(2);
    }
}

int main(int count, char **arguments) {
    read_arguments(count, arguments);
    make_frame();
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    Connection *all = calloc((size_t)connections, sizeof *all);
    if (!all || epoll < 0) fail("no memory");
    Reading before = take_reading();
    for (int i = 0; i < connections; i++) open_connection(&all[i], epoll);
    Reading opened = take_reading();
    struct epoll_event input = {.events = EPOLLIN};
    // A regular file as input, which epoll refuses, is never asked and never ends.
    epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input);
    if (hold) {
        printf("open %d %.6f %.6f\n", connections, opened.time - before.time, opened.server_cpu - before.server_cpu);
        fflush(stdout);
    }
    run(all, epoll);
    return 0;
}
