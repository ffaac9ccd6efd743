// The C library libwebsockets as a peer. The commands it takes are described in ../README.md.
//
// The library keeps the code of the Close frame that answers ours to itself, so `code` is null in the outcome of `close`.
#define _GNU_SOURCE
#include <libwebsockets.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SUBPROTOCOL "sockeye.echo"
#define TIME_LIMIT_MILLIS 60000
#define CLOSE_ANSWER_MILLIS 3000
#define PIECE (64 * 1024)
#define OPENING_AT_ONCE 100

static struct lws_context *context;
static volatile bool interrupted;
static bool compressing;

// --- messages ---------------------------------------------------------------------------------------------------

struct message {
    struct message *next;
    bool binary;
    size_t length, capacity, sent, piece;
    unsigned char *data; // LWS_PRE bytes of room for the frame header stand before it
    unsigned char digest[SHA256_DIGEST_LENGTH]; // of the whole; a client's data is masked in place when it is sent
};

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static struct message *new_message(bool binary) {
    struct message *message = calloc(1, sizeof *message);
    if (!message) fail("out of memory");
    message->binary = binary;
    message->piece = PIECE;
    return message;
}

static void free_message(struct message *message) {
    if (!message) return;
    if (message->data) free(message->data - LWS_PRE);
    free(message);
}

static void append(struct message *message, const void *bytes, size_t length) {
    if (!message->data || message->length + length > message->capacity) {
        size_t capacity = (message->length + length) * 2;
        unsigned char *room = realloc(message->data ? message->data - LWS_PRE : NULL, LWS_PRE + capacity);
        if (!room) fail("out of memory");
        message->data = room + LWS_PRE;
        message->capacity = capacity;
    }
    if (length) memcpy(message->data + message->length, bytes, length);
    message->length += length;
}

static struct message *payload(bool binary, size_t size) {
    static const char pattern[] = "aé€😀";
    const size_t pattern_length = sizeof pattern - 1;
    struct message *message = new_message(binary);
    append(message, NULL, 0);
    if (binary) {
        for (size_t i = 0; i < size; i++) {
            size_t at = i % 65536;
            unsigned char byte = (unsigned char)(at * 31 + (at >> 8));
            append(message, &byte, 1);
        }
        return message;
    }
    for (size_t i = 0; i < size / pattern_length; i++) append(message, pattern, pattern_length);
    for (size_t i = 0; i < size % pattern_length; i++) append(message, "x", 1);
    return message;
}

// Writes the next frame of a message. Returns 1 when the message is done, 0 when there is more, -1 on failure.
static int write_piece(struct lws *wsi, struct message *message) {
    size_t left = message->length - message->sent;
    size_t length = left < message->piece ? left : message->piece;
    int flags = message->sent ? LWS_WRITE_CONTINUATION : message->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT;
    if (length < left) flags |= LWS_WRITE_NO_FIN;
    // The header is written into the bytes before the piece, which have been sent already.
    int written = lws_write(wsi, message->data + message->sent, length, (enum lws_write_protocol)flags);
    if (written < (int)length) return -1;
    message->sent += length;
    return message->sent == message->length ? 1 : 0;
}

static void json_text(char *out, size_t room, const char *text, size_t length) {
    size_t at = 0;
    for (size_t i = 0; i < length && at + 8 < room; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            at += (size_t)snprintf(out + at, room - at, "\\%c", c);
        else if (c < 0x20)
            at += (size_t)snprintf(out + at, room - at, "\\u%04x", c);
        else
            out[at++] = (char)c;
    }
    out[at] = 0;
}

struct close_seen {
    int code; // 0 when no Close frame was seen
    char reason[126];
    size_t reason_length;
};

static void note_close(struct close_seen *seen, const void *in, size_t length) {
    const unsigned char *bytes = in;
    seen->code = length >= 2 ? bytes[0] << 8 | bytes[1] : 1005;
    seen->reason_length = length > 2 ? length - 2 : 0;
    if (seen->reason_length) memcpy(seen->reason, bytes + 2, seen->reason_length);
}

static void print_close(const struct close_seen *seen) {
    char reason[512];
    json_text(reason, sizeof reason, seen->reason, seen->reason_length);
    if (seen->code)
        printf("\"code\":%d,\"reason\":\"%s\"", seen->code, reason);
    else
        printf("\"code\":null,\"reason\":\"\"");
}

// --- the server -------------------------------------------------------------------------------------------------

struct session {
    char path[256];
    struct message *incoming, *first, *last;
    struct close_seen seen;
};

static int start_session(struct lws *wsi, struct session *session) {
    memset(session, 0, sizeof *session);
    lws_hdr_copy(wsi, session->path, sizeof session->path, WSI_TOKEN_GET_URI);
    if (strncmp(session->path, "/close/", 7) == 0) lws_callback_on_writable(wsi);
    return 0;
}

static int close_as_asked(struct lws *wsi, struct session *session) {
    char *reason;
    long code = strtol(session->path + 7, &reason, 10);
    if (*reason == '/') reason++;
    lws_close_reason(wsi, (enum lws_close_status)code, (unsigned char *)reason, strlen(reason));
    return -1;
}

static int serve_writable(struct lws *wsi, struct session *session) {
    if (strncmp(session->path, "/close/", 7) == 0) return close_as_asked(wsi, session);
    struct message *message = session->first;
    if (!message) return 0;
    int done = write_piece(wsi, message);
    if (done < 0) return -1;
    if (done) {
        session->first = message->next;
        free_message(message);
    }
    if (session->first) lws_callback_on_writable(wsi);
    return 0;
}

static void receive_piece(struct lws *wsi, struct session *session, const void *in, size_t length) {
    if (!session->incoming) session->incoming = new_message(lws_frame_is_binary(wsi));
    append(session->incoming, in, length);
    if (!lws_is_final_fragment(wsi)) return;
    if (session->first)
        session->last->next = session->incoming;
    else
        session->first = session->incoming;
    session->last = session->incoming;
    session->incoming = NULL;
    lws_callback_on_writable(wsi);
}

static void end_session(struct session *session) {
    char path[600];
    json_text(path, sizeof path, session->path, strlen(session->path));
    printf("{\"event\":\"closed\",\"path\":\"%s\",", path);
    print_close(&session->seen);
    printf("}\n");
    fflush(stdout);
    free_message(session->incoming);
    while (session->first) {
        struct message *message = session->first;
        session->first = message->next;
        free_message(message);
    }
}

static int serve_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length) {
    struct session *session = user;
    switch (reason) {
    case LWS_CALLBACK_ESTABLISHED:
        return start_session(wsi, session);
    case LWS_CALLBACK_RECEIVE:
        receive_piece(wsi, session, in, length);
        return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return serve_writable(wsi, session);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        note_close(&session->seen, in, length);
        return 0;
    case LWS_CALLBACK_CLOSED:
        end_session(session);
        return 0;
    default:
        return lws_callback_http_dummy(wsi, reason, user, in, length);
    }
}

// --- the client -------------------------------------------------------------------------------------------------

struct scenario {
    char text[256];
    char name[16];
    bool binary;
    size_t size, piece;
    int code;
    char reason[124];
    char error[256];
    int wanted, started, opened, answered, closed, clean;
    bool ok;
    char subprotocol[64], extensions[256];
    size_t bytes;
    char sha256[2 * SHA256_DIGEST_LENGTH + 1];
    struct close_seen seen;
};

struct connection {
    struct scenario *scenario;
    struct message *outgoing, *incoming;
    bool open, ping, close, ended;
    unsigned long long closing_since;
};

struct target {
    bool tls;
    char host[128];
    int port;
    char prefix[128];
    const char *subprotocol;
};

static struct target target;
static struct connection *connections;

static unsigned long long millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000;
}

static void end_connection(struct connection *connection, const char *error) {
    if (connection->ended) return;
    connection->ended = true;
    connection->scenario->closed++;
    if (error && !*connection->scenario->error)
        snprintf(connection->scenario->error, sizeof connection->scenario->error, "%s", error);
}

static void open_next(void);

static void opened(struct lws *wsi, struct connection *connection) {
    struct scenario *scenario = connection->scenario;
    connection->open = true;
    scenario->opened++;
    if (strcmp(scenario->name, "echo") == 0 || strcmp(scenario->name, "fragments") == 0) {
        connection->outgoing = payload(scenario->binary, scenario->size);
        SHA256(connection->outgoing->data, connection->outgoing->length, connection->outgoing->digest);
        if (scenario->piece) connection->outgoing->piece = scenario->piece;
    }
    connection->ping = strcmp(scenario->name, "ping") == 0;
    connection->close = strcmp(scenario->name, "close") == 0;
    if (strcmp(scenario->name, "many") == 0) {
        char text[32];
        connection->outgoing = new_message(false);
        append(connection->outgoing, text,
               (size_t)snprintf(text, sizeof text, "connection %d", (int)(connection - connections)));
        SHA256(connection->outgoing->data, connection->outgoing->length, connection->outgoing->digest);
        open_next();
        if (scenario->opened < scenario->wanted) return;
        for (int i = 0; i < scenario->wanted; i++)
            lws_callback_on_writable_all_protocol(context, lws_get_protocol(wsi));
        return;
    }
    lws_callback_on_writable(wsi);
}

static int client_writable(struct lws *wsi, struct connection *connection) {
    struct scenario *scenario = connection->scenario;
    if (scenario->opened < scenario->wanted) return 0;
    if (connection->ping) {
        unsigned char frame[LWS_PRE + 7];
        memcpy(frame + LWS_PRE, "sockeye", 7);
        connection->ping = false;
        return lws_write(wsi, frame + LWS_PRE, 7, LWS_WRITE_PING) < 7 ? -1 : 0;
    }
    if (connection->close) {
        connection->closing_since = millis();
        lws_close_reason(wsi, (enum lws_close_status)(scenario->code ? scenario->code : 1000),
                         (unsigned char *)scenario->reason, strlen(scenario->reason));
        return -1;
    }
    struct message *message = connection->outgoing;
    if (!message || (message->sent && message->sent == message->length)) return 0;
    int done = write_piece(wsi, message);
    if (done == 0) lws_callback_on_writable(wsi);
    return done < 0 ? -1 : 0;
}

static void client_received(struct lws *wsi, struct connection *connection, const void *in, size_t length) {
    struct scenario *scenario = connection->scenario;
    if (!connection->incoming) connection->incoming = new_message(lws_frame_is_binary(wsi));
    struct message *incoming = connection->incoming;
    append(incoming, in, length);
    if (!lws_is_final_fragment(wsi)) return;
    struct message *sent = connection->outgoing;
    SHA256(incoming->data, incoming->length, incoming->digest);
    if (sent && sent->binary == incoming->binary && memcmp(sent->digest, incoming->digest, SHA256_DIGEST_LENGTH) == 0)
        scenario->answered++;
    for (int i = 0; i < SHA256_DIGEST_LENGTH; i++) sprintf(scenario->sha256 + 2 * i, "%02x", incoming->digest[i]);
    scenario->bytes = incoming->length;
    connection->close = true;
    lws_callback_on_writable(wsi);
}

static int client_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length) {
    struct connection *connection = user;
    switch (reason) {
    case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
        lws_hdr_copy(wsi, connection->scenario->extensions, sizeof connection->scenario->extensions,
                     WSI_TOKEN_EXTENSIONS);
        lws_hdr_copy(wsi, connection->scenario->subprotocol, sizeof connection->scenario->subprotocol,
                     WSI_TOKEN_PROTOCOL);
        return 0;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        opened(wsi, connection);
        return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE:
        client_received(wsi, connection, in, length);
        return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        if (length == 7 && memcmp(in, "sockeye", 7) == 0) connection->scenario->answered++;
        connection->close = true;
        lws_callback_on_writable(wsi);
        return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        return client_writable(wsi, connection);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        note_close(&connection->scenario->seen, in, length);
        return 0;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        end_connection(connection, in ? (const char *)in : "the connection failed");
        return 0;
    case LWS_CALLBACK_CLIENT_CLOSED:
        // Without an answer to our Close frame the library waits for its own time limit.
        if (connection->closing_since && millis() - connection->closing_since < CLOSE_ANSWER_MILLIS)
            connection->scenario->clean++;
        end_connection(connection, NULL);
        return 0;
    default:
        return lws_callback_http_dummy(wsi, reason, user, in, length);
    }
}

static void open_next(void) {
    struct scenario *scenario = connections[0].scenario;
    if (scenario->started == scenario->wanted) return;
    struct connection *connection = &connections[scenario->started++];
    char path[512], authority[160];
    if (strcmp(scenario->name, "expect-close") == 0)
        snprintf(path, sizeof path, "%s/close/%s", target.prefix, strchr(scenario->text, ':') + 1);
    else
        snprintf(path, sizeof path, "%s/echo", target.prefix);
    for (char *at = path; (at = strchr(at, ':')); at++) *at = '/';
    snprintf(authority, sizeof authority, "%s:%d", target.host, target.port);
    struct lws_client_connect_info info = {
        .context = context,
        .address = target.host,
        .port = target.port,
        .path = path,
        .host = authority,
        .origin = NULL,
        .protocol = target.subprotocol,
        .local_protocol_name = SUBPROTOCOL,
        .ssl_connection = target.tls ? LCCSCF_USE_SSL : 0,
        .userdata = connection,
        .ietf_version_or_minus_one = -1,
    };
    if (!lws_client_connect_via_info(&info)) end_connection(connection, "the connection could not be started");
}

static void unescape(char *out, const char *in) {
    for (; *in; in++) {
        unsigned byte;
        if (*in == '%' && sscanf(in + 1, "%2x", &byte) == 1) {
            *out++ = (char)byte;
            in += 2;
        } else {
            *out++ = *in;
        }
    }
    *out = 0;
}

static void parse_scenario(struct scenario *scenario, const char *text) {
    char copy[256], *words[4] = {"", "", "", ""};
    memset(scenario, 0, sizeof *scenario);
    snprintf(scenario->text, sizeof scenario->text, "%s", text);
    snprintf(copy, sizeof copy, "%s", text);
    char *rest = copy, *word;
    for (int i = 0; i < 4 && (word = strsep(&rest, ":")); i++) words[i] = word;
    snprintf(scenario->name, sizeof scenario->name, "%s", words[0]);
    scenario->wanted = 1;
    if (strcmp(words[0], "many") == 0) {
        scenario->wanted = atoi(words[1]);
    } else if (strcmp(words[0], "close") == 0 || strcmp(words[0], "expect-close") == 0) {
        scenario->code = atoi(words[1]);
        char reason[256];
        unescape(reason, words[2]);
        snprintf(scenario->reason, sizeof scenario->reason, "%.123s", reason);
    } else {
        scenario->binary = strcmp(words[1], "binary") == 0;
        scenario->size = strtoul(words[2], NULL, 10);
        scenario->piece = strtoul(words[3], NULL, 10);
    }
}

static bool judge(const struct scenario *scenario) {
    if (*scenario->error) return false;
    if (strcmp(scenario->name, "expect-close") == 0)
        return scenario->seen.code == scenario->code && scenario->seen.reason_length == strlen(scenario->reason) &&
               memcmp(scenario->seen.reason, scenario->reason, scenario->seen.reason_length) == 0;
    if (strcmp(scenario->name, "close") == 0) return scenario->clean == 1;
    return scenario->answered == scenario->wanted && scenario->clean == scenario->wanted;
}

static void report(const struct scenario *scenario, unsigned long long took) {
    char text[600], error[600];
    json_text(text, sizeof text, scenario->text, strlen(scenario->text));
    json_text(error, sizeof error, scenario->error, strlen(scenario->error));
    printf("{\"scenario\":\"%s\",\"ok\":%s,\"subprotocol\":\"%s\",\"extensions\":\"%s\",\"bytes\":%zu,"
           "\"sha256\":\"%s\",\"connections\":%d,\"clean\":%d,\"millis\":%llu,",
           text, scenario->ok ? "true" : "false", scenario->subprotocol, scenario->extensions, scenario->bytes,
           scenario->sha256, scenario->answered, scenario->clean, took);
    print_close(&scenario->seen);
    if (*error) printf(",\"error\":\"%s\"", error);
    printf("}\n");
    fflush(stdout);
}

// Wakes the service loop, which otherwise waits until something happens on a socket.
static void tick(lws_sorted_usec_list_t *timer) { lws_sul_schedule(context, 0, timer, tick, LWS_US_PER_SEC); }

static bool run_scenario(const char *text) {
    struct scenario scenario;
    parse_scenario(&scenario, text);
    if (strcmp(scenario.name, "ping") == 0 && compressing) {
        printf("{\"scenario\":\"ping\",\"ok\":false,\"unsupported\":true,\"error\":\"libwebsockets 4.1 loops for ever when a "
               "pong reaches a client with permessage-deflate\"}\n");
        return true;
    }
    connections = calloc((size_t)scenario.wanted, sizeof *connections);
    if (!connections) fail("out of memory");
    for (int i = 0; i < scenario.wanted; i++) connections[i].scenario = &scenario;
    unsigned long long started = millis();
    for (int i = 0; i < OPENING_AT_ONCE; i++) open_next();
    while (scenario.closed < scenario.started && millis() - started < TIME_LIMIT_MILLIS) lws_service(context, 0);
    if (scenario.closed < scenario.started) {
        // The callbacks of connections that are still open would come after the scenario is gone.
        snprintf(scenario.error, sizeof scenario.error, "not done within %d ms", TIME_LIMIT_MILLIS);
        report(&scenario, millis() - started);
        exit(1);
    }
    scenario.ok = judge(&scenario);
    report(&scenario, millis() - started);
    for (int i = 0; i < scenario.wanted; i++) {
        free_message(connections[i].outgoing);
        free_message(connections[i].incoming);
    }
    free(connections);
    return scenario.ok;
}

static void parse_url(const char *url) {
    char scheme[8] = "";
    target.prefix[0] = 0;
    if (sscanf(url, "%7[a-z]://%127[^:/]:%d%127s", scheme, target.host, &target.port, target.prefix) < 3)
        fail("the URL must have the form ws://HOST:PORT or wss://HOST:PORT");
    target.tls = strcmp(scheme, "wss") == 0;
    size_t length = strlen(target.prefix);
    if (length && target.prefix[length - 1] == '/') target.prefix[length - 1] = 0;
}

// --- the commands -----------------------------------------------------------------------------------------------

static const struct lws_extension deflate[] = {
    {"permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate; client_max_window_bits"},
    {NULL, NULL, NULL},
};

static void *watch_stdin(void *unused) {
    char bytes[256];
    (void)unused;
    while (read(STDIN_FILENO, bytes, sizeof bytes) > 0) continue;
    interrupted = true;
    lws_cancel_service(context);
    return NULL;
}

static void on_signal(int number) {
    (void)number;
    interrupted = true;
    lws_cancel_service(context);
}

static void serve(void) {
    pthread_t watcher;
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    pthread_create(&watcher, NULL, watch_stdin, NULL);
    printf("READY %d\n", lws_get_vhost_listen_port(lws_get_vhost_by_name(context, "default")));
    fflush(stdout);
    while (!interrupted && lws_service(context, 0) >= 0) continue;
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "version") == 0) {
        printf("libwebsockets %s\n", lws_get_library_version());
        return 0;
    }
    bool server = argc > 1 && strcmp(argv[1], "server") == 0;
    if (!server && !(argc > 1 && strcmp(argv[1], "client") == 0)) {
        fprintf(stderr, "usage: peer version | server [options] | client [options] URL SCENARIO...\n");
        return 64;
    }
    struct lws_protocols protocols[] = {
        {SUBPROTOCOL, server ? serve_event : client_event, server ? sizeof(struct session) : 0, PIECE, 0, NULL, 0},
        {NULL, NULL, 0, 0, 0, NULL, 0},
    };
    struct lws_context_creation_info info = {
        .port = server ? 0 : CONTEXT_PORT_NO_LISTEN,
        .iface = server ? "127.0.0.1" : NULL,
        .protocols = protocols,
        .pt_serv_buf_size = PIECE,
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_VALIDATE_UTF8,
    };
    int at = 2;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        if (strcmp(argv[at], "--port") == 0) {
            info.port = atoi(argv[at + 1]);
        } else if (strcmp(argv[at], "--compression") == 0) {
            compressing = strcmp(argv[at + 1], "on") == 0;
            info.extensions = compressing ? deflate : NULL;
        } else if (strcmp(argv[at], "--ca") == 0) {
            info.client_ssl_ca_filepath = argv[at + 1];
        } else if (strcmp(argv[at], "--subprotocol") == 0) {
            target.subprotocol = argv[at + 1];
        } else if (strcmp(argv[at], "--tls") == 0 && at + 2 < argc) {
            info.ssl_cert_filepath = argv[at + 1];
            info.ssl_private_key_filepath = argv[++at + 1];
        } else {
            fprintf(stderr, "no such option: %s\n", argv[at]);
            return 64;
        }
    }
    lws_set_log_level(LLL_ERR, NULL);
    context = lws_create_context(&info);
    if (!context) fail("the library could not start");
    if (server) {
        serve();
        lws_context_destroy(context);
        return 0;
    }
    if (at >= argc) return 64;
    parse_url(argv[at++]);
    lws_sorted_usec_list_t timer;
    memset(&timer, 0, sizeof timer);
    tick(&timer);
    bool ok = true;
    for (; at < argc; at++) ok = run_scenario(argv[at]) && ok;
    lws_context_destroy(context);
    return ok ? 0 : 1;
}
