// The Go library gorilla/websocket as a peer. The commands it takes are described in ../README.md.
package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

const (
	subprotocol = "sockeye.echo"
	textPattern = "aé€😀"
	timeLimit   = 60 * time.Second
)

type result map[string]interface{}

var output sync.Mutex

func say(value interface{}) {
	line, _ := json.Marshal(value)
	output.Lock()
	defer output.Unlock()
	fmt.Println(string(line))
}

func payload(kind string, size int) []byte {
	if kind == "binary" {
		message := make([]byte, size)
		for i := range message {
			at := i % 65536
			message[i] = byte(at*31 + at>>8)
		}
		return message
	}
	return []byte(strings.Repeat(textPattern, size/len(textPattern)) + strings.Repeat("x", size%len(textPattern)))
}

func messageType(kind string) int {
	if kind == "binary" {
		return websocket.BinaryMessage
	}
	return websocket.TextMessage
}

// What the library reports as the code and reason of a connection that ended with err.
func reported(err error) (int, string, string) {
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return closed.Code, closed.Text, ""
	}
	return 1006, "", err.Error()
}

func sendClose(socket *websocket.Conn, code int, reason string) error {
	return socket.WriteControl(
		websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(10*time.Second))
}

// --- the server ------------------------------------------------------------------------------------------------

func echo(socket *websocket.Conn) error {
	for {
		kind, message, err := socket.ReadMessage()
		if err != nil {
			return err
		}
		if kind == websocket.TextMessage && !utf8.Valid(message) {
			return sendClose(socket, websocket.CloseInvalidFramePayloadData, "")
		}
		if err := socket.WriteMessage(kind, message); err != nil {
			return err
		}
	}
}

func handle(upgrader *websocket.Upgrader, response http.ResponseWriter, request *http.Request) {
	socket, err := upgrader.Upgrade(response, request, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	parts := strings.SplitN(request.URL.Path, "/", 4)
	if parts[1] == "close" && len(parts) == 4 {
		code, _ := strconv.Atoi(parts[2])
		err = sendClose(socket, code, parts[3])
		for err == nil {
			_, _, err = socket.ReadMessage()
		}
	} else {
		err = echo(socket)
	}
	code, reason, text := reported(err)
	report := result{"event": "closed", "path": request.URL.EscapedPath(), "code": code, "reason": reason}
	if text != "" {
		report["error"] = text
	}
	say(report)
}

func serve(port int, certificate, key string, compression bool) error {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	upgrader := &websocket.Upgrader{
		Subprotocols:      []string{subprotocol},
		EnableCompression: compression,
		CheckOrigin:       func(*http.Request) bool { return true },
	}
	server := &http.Server{Handler: http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		handle(upgrader, response, request)
	})}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		os.Exit(0)
	}()
	fmt.Printf("READY %d\n", listener.Addr().(*net.TCPAddr).Port)
	if certificate != "" {
		// gorilla takes over the connection, which only HTTP/1.1 allows.
		server.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
		return server.ServeTLS(listener, certificate, key)
	}
	return server.Serve(listener)
}

// --- the client ------------------------------------------------------------------------------------------------

type client struct {
	url    string
	dialer *websocket.Dialer
}

type connection struct {
	*websocket.Conn
	facts result
}

func (c *client) connect(path string) (*connection, error) {
	socket, response, err := c.dialer.Dial(strings.TrimSuffix(c.url, "/")+path, nil)
	if err != nil {
		return nil, err
	}
	_ = socket.SetReadDeadline(time.Now().Add(timeLimit))
	facts := result{
		"subprotocol": socket.Subprotocol(),
		"extensions":  response.Header.Get("Sec-WebSocket-Extensions"),
	}
	return &connection{socket, facts}, nil
}

// Waits for the end of the connection, and adds the code and reason that the library reports.
func (c *connection) finish(ok func(code int, reason string) bool) result {
	var err error
	for err == nil {
		_, _, err = c.ReadMessage()
	}
	code, reason, text := reported(err)
	c.facts["code"], c.facts["reason"] = code, reason
	if text != "" {
		c.facts["error"] = text
	}
	c.facts["ok"] = ok(code, reason)
	return c.facts
}

func (c *client) exchange(kind string, size int, send func(*connection, []byte) error) (result, error) {
	socket, err := c.connect("/echo")
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	message := payload(kind, size)
	sent := make(chan error, 1)
	go func() { sent <- send(socket, message) }()
	answerKind, answer, err := socket.ReadMessage()
	if err != nil {
		return nil, err
	}
	if err := <-sent; err != nil {
		return nil, err
	}
	hash := sha256.Sum256(answer)
	socket.facts["bytes"], socket.facts["sha256"] = len(answer), hex.EncodeToString(hash[:])
	if err := sendClose(socket.Conn, 1000, ""); err != nil {
		return nil, err
	}
	same := answerKind == messageType(kind) && bytes.Equal(answer, message)
	return socket.finish(func(int, string) bool { return same }), nil
}

func (c *client) run(scenario string) (result, error) {
	words := strings.Split(scenario, ":")
	argument := func(i int) string {
		if i < len(words) {
			text, _ := url.PathUnescape(words[i])
			return text
		}
		return ""
	}
	number := func(i int) int {
		value, _ := strconv.Atoi(argument(i))
		return value
	}
	switch words[0] {
	case "echo":
		return c.exchange(words[1], number(2), func(socket *connection, message []byte) error {
			return socket.WriteMessage(messageType(words[1]), message)
		})
	case "fragments":
		return c.exchange(words[1], number(2), func(socket *connection, message []byte) error {
			return sendFragments(socket, messageType(words[1]), message, number(3))
		})
	case "ping":
		return c.ping()
	case "close":
		socket, err := c.connect("/echo")
		if err != nil {
			return nil, err
		}
		defer socket.Close()
		if err := sendClose(socket.Conn, number(1), argument(2)); err != nil {
			return nil, err
		}
		return socket.finish(func(code int, _ string) bool { return code == number(1) }), nil
	case "expect-close":
		path := strings.TrimSuffix("/close/"+strings.Join(words[1:], "/"), "/")
		if len(words) < 3 {
			path += "/"
		}
		socket, err := c.connect(path)
		if err != nil {
			return nil, err
		}
		defer socket.Close()
		return socket.finish(func(code int, reason string) bool { return code == number(1) && reason == argument(2) }), nil
	case "many":
		return c.many(number(1))
	}
	return nil, fmt.Errorf("no such scenario: %s", scenario)
}

// The library writes a fragment when its buffer is full or the writer of the message is closed; a buffer of the
// wanted size therefore makes the fragments.
func sendFragments(socket *connection, kind int, message []byte, piece int) error {
	writer, err := socket.NextWriter(kind)
	if err != nil {
		return err
	}
	for at := 0; at < len(message); at += piece {
		end := at + piece
		if end > len(message) {
			end = len(message)
		}
		if _, err := writer.Write(message[at:end]); err != nil {
			return err
		}
	}
	return writer.Close()
}

func (c *client) ping() (result, error) {
	socket, err := c.connect("/echo")
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	var answer string
	socket.SetPongHandler(func(text string) error {
		answer = text
		return sendClose(socket.Conn, 1000, "")
	})
	if err := socket.WriteControl(websocket.PingMessage, []byte("sockeye"), time.Now().Add(timeLimit)); err != nil {
		return nil, err
	}
	return socket.finish(func(int, string) bool { return answer == "sockeye" }), nil
}

func (c *client) many(count int) (result, error) {
	started := time.Now()
	var lock sync.Mutex
	var firstError error
	answered, clean := 0, 0
	gate := make(chan bool, 100)
	var opened, done sync.WaitGroup
	opened.Add(count)
	done.Add(count)
	one := func(index int) error {
		gate <- true
		socket, err := c.connect("/echo")
		<-gate
		opened.Done()
		if err != nil {
			return err
		}
		defer socket.Close()
		opened.Wait()
		text := fmt.Sprintf("connection %d", index)
		if err := socket.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			return err
		}
		_, answer, err := socket.ReadMessage()
		if err != nil {
			return err
		}
		if err := sendClose(socket.Conn, 1000, ""); err != nil {
			return err
		}
		end := socket.finish(func(code int, _ string) bool { return code == 1000 })
		lock.Lock()
		defer lock.Unlock()
		if string(answer) == text {
			answered++
		}
		if end["ok"] == true {
			clean++
		}
		return nil
	}
	for i := 0; i < count; i++ {
		go func(index int) {
			defer done.Done()
			if err := one(index); err != nil {
				lock.Lock()
				firstError = err
				lock.Unlock()
			}
		}(i)
	}
	done.Wait()
	if firstError != nil {
		return nil, firstError
	}
	return result{
		"ok": answered == count && clean == count, "connections": answered, "clean": clean,
		"millis": time.Since(started).Milliseconds(),
	}, nil
}

func runClient(c *client, scenarios []string) int {
	status := 0
	for _, scenario := range scenarios {
		outcome, err := c.run(scenario)
		if err != nil {
			code, reason, text := reported(err)
			if text == "" {
				text = err.Error()
			}
			outcome = result{"ok": false, "error": text, "code": code, "reason": reason}
		}
		if outcome["ok"] != true {
			status = 1
		}
		outcome["scenario"] = scenario
		say(outcome)
	}
	return status
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: peer version | server [options] | client [options] URL SCENARIO...")
		os.Exit(64)
	}
	if os.Args[1] == "version" {
		fmt.Println("gorilla/websocket,", runtime.Version())
		return
	}
	arguments := os.Args[2:]
	certificate, key := "", ""
	// `--tls CERT KEY` takes two values, which the package flag cannot express.
	for i, argument := range arguments {
		if argument == "--tls" && i+2 < len(arguments) {
			certificate, key = arguments[i+1], arguments[i+2]
			arguments = append(append([]string{}, arguments[:i]...), arguments[i+3:]...)
			break
		}
	}
	flags := flag.NewFlagSet("peer", flag.ExitOnError)
	port := flags.Int("port", 0, "")
	compression := flags.String("compression", "off", "")
	authority := flags.String("ca", "", "")
	offered := flags.String("subprotocol", "", "")
	_ = flags.Parse(arguments)
	if os.Args[1] == "server" {
		fmt.Fprintln(os.Stderr, serve(*port, certificate, key, *compression == "on"))
		os.Exit(1)
	}
	dialer := &websocket.Dialer{EnableCompression: *compression == "on", HandshakeTimeout: timeLimit, WriteBufferSize: 4096}
	if *offered != "" {
		dialer.Subprotocols = []string{*offered}
	}
	if *authority != "" {
		pem, err := os.ReadFile(*authority)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		dialer.TLSClientConfig = &tls.Config{RootCAs: pool}
	}
	os.Exit(runClient(&client{flags.Arg(0), dialer}, flags.Args()[1:]))
}
