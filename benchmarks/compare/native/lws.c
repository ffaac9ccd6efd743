// libwebsockets: an echo, and a broadcast. Arguments: [--compression]
// A connection takes no more bytes while a whole message of its own waits to go out, as the library asks.
#include <libwebsockets.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_MESSAGE_BYTES = 4 << 20, READ_BYTES = 64 << 10 };

// A message that waits, behind the room that lws_write needs for its header.
typedef struct Message {
    struct Message *next;
    size_t length;
    bool binary;
    unsigned char bytes[];
} Message;

typedef struct Session {
    struct Session *next; // of those who get broadcasts
    struct lws *socket;
    Message *first, **last; // what waits to be sent
    size_t waiting;         // bytes of it
    Message *coming;        // what is put together of fragments and reads
    size_t room;
    bool broadcast;
} Session;

static Session *everybody;

static Message *message_of(size_t room) {
    Message *message = malloc(sizeof *message + LWS_PRE + room);
    if (!message) abort();
    message->next = NULL;
    message->length = 0;
    return message;
}

static void queue(Session *session, Message *message) {
    *session->last = message;
    session->last = &message->next;
    session->waiting += message->length;
    lws_callback_on_writable(session->socket);
}

static void send_to_all(const Message *message) {
    for (Session *one = everybody; one; one = one->next) {
        Message *copy = message_of(message->length);
        memcpy(copy->bytes + LWS_PRE, message->bytes + LWS_PRE, message->length);
        copy->length = message->length;
        copy->binary = message->binary;
        queue(one, copy);
    }
}

static int receive(struct lws *socket, Session *session, const void *in, size_t length) {
    size_t left = lws_remaining_packet_payload(socket);
    if (!session->coming) {
        session->room = length + left;
        session->coming = message_of(session->room);
        session->coming->binary = lws_frame_is_binary(socket);
    }
    Message *message = session->coming;
    if (message->length + length > MAX_MESSAGE_BYTES) return -1;
    if (message->length + length > session->room) {
        session->room = 2 * (message->length + length);
        message = session->coming = realloc(message, sizeof *message + LWS_PRE + session->room);
        if (!message) abort();
    }
    memcpy(message->bytes + LWS_PRE + message->length, in, length);
    message->length += length;
    if (left || !lws_is_final_fragment(socket)) return 0;
    session->coming = NULL;
    if (session->broadcast) {
        send_to_all(message);
        free(message);
        return 0;
    }
    queue(session, message);
    if (session->waiting > MAX_MESSAGE_BYTES) lws_rx_flow_control(socket, 0);
    return 0;
}

static int send_next(struct lws *socket, Session *session) {
    Message *message = session->first;
    if (!message) return 0;
    session->first = message->next;
    if (!session->first) session->last = &session->first;
    session->waiting -= message->length;
    int written = lws_write(socket, message->bytes + LWS_PRE, message->length,
            message->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
    bool whole = written >= (int)message->length;
    free(message);
    if (!whole) return -1;
    if (session->first) lws_callback_on_writable(socket);
    else lws_rx_flow_control(socket, 1);
    return 0;
}

static void forget(Session *session) {
    for (Session **at = &everybody; *at; at = &(*at)->next) {
        if (*at == session) {
            *at = session->next;
            break;
        }
    }
    free(session->coming);
    while (session->first) {
        Message *message = session->first;
        session->first = message->next;
        free(message);
    }
}

static int on_event(struct lws *socket, enum lws_callback_reasons reason, void *user, void *in, size_t length) {
    Session *session = user;
    char path[32] = "";
    switch (reason) {
    case LWS_CALLBACK_ESTABLISHED:
        memset(session, 0, sizeof *session);
        session->socket = socket;
        session->last = &session->first;
        lws_hdr_copy(socket, path, sizeof path, WSI_TOKEN_GET_URI);
        session->broadcast = !strcmp(path, "/broadcast");
        if (session->broadcast) {
            session->next = everybody;
            everybody = session;
        }
        return 0;
    case LWS_CALLBACK_RECEIVE: return receive(socket, session, in, length);
    case LWS_CALLBACK_SERVER_WRITEABLE: return send_next(socket, session);
    case LWS_CALLBACK_CLOSED: forget(session); return 0;
    default: return lws_callback_http_dummy(socket, reason, user, in, length);
    }
}

// Ends with its standard input, so that it never outlives whoever started it.
static bool input_ended(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char byte;
    return poll(&input, 1, 0) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

static void look_at_input(lws_sorted_usec_list_t *timer);

static lws_sorted_usec_list_t input_timer = {.cb = look_at_input};
static struct lws_context *context;

static void look_at_input(lws_sorted_usec_list_t *timer) {
    if (input_ended()) exit(0);
    lws_sul_schedule(context, 0, timer, look_at_input, LWS_US_PER_SEC);
}

int main(int count, char **arguments) {
    static const struct lws_protocols protocols[] = {
        {.name = "echo", .callback = on_event, .per_session_data_size = sizeof(Session), .rx_buffer_size = READ_BYTES},
        {0},
    };
    static const struct lws_extension deflate[] = {
        {"permessage-deflate", lws_extension_callback_pm_deflate,
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"},
        {0},
    };
    bool compression = count > 1 && !strcmp(arguments[1], "--compression");
    struct lws_context_creation_info info = {
        .port = 0,
        .iface = "127.0.0.1",
        .protocols = protocols,
        .extensions = compression ? deflate : NULL,
        .pt_serv_buf_size = READ_BYTES,
        .vhost_name = "127.0.0.1",
    };
    lws_set_log_level(LLL_ERR, NULL);
    context = lws_create_context(&info);
    if (!context) return 1;
    printf("listening on %d\n", lws_get_vhost_port(lws_get_vhost_by_name(context, "127.0.0.1")));
    fflush(stdout);
    look_at_input(&input_timer);
    while (lws_service(context, 0) >= 0) {
    }
    return 0;
}
