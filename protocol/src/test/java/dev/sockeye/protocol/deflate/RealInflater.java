package dev.sockeye.protocol.deflate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An inflater outside the JVM whose window can be set: zlib by way of Python or of Node. */
final class RealInflater {
    /** Output one byte at a time, so that zlib has nothing but its window to copy matches from. */
    static final RealInflater PYTHON = new RealInflater("python3", "-c", """
            import base64, sys, zlib
            for line in sys.stdin:
                bits, data = line.split()
                inflater = zlib.decompressobj(-int(bits))
                rest = base64.b64decode(data)
                out = bytearray()
                try:
                    while True:
                        part = inflater.decompress(rest, 1)
                        rest = inflater.unconsumed_tail
                        if not part and not rest:
                            break
                        out += part
                    print("ok:" + base64.b64encode(out).decode())
                except zlib.error as e:
                    print("error:" + str(e))
            """);
    /** Output in pieces of 64 bytes, the least that Node allows. */
    static final RealInflater NODE = new RealInflater("node", "-e", """
            const zlib = require('zlib');
            for (const line of require('fs').readFileSync(0, 'latin1').split('\\n').filter(l => l)) {
              const [bits, data] = line.split(' ');
              try {
                const out = zlib.inflateRawSync(Buffer.from(data, 'base64'),
                    {windowBits: Number(bits), chunkSize: 64, finishFlush: zlib.constants.Z_SYNC_FLUSH});
                console.log('ok:' + out.toString('base64'));
              } catch (e) {
                console.log('error:' + e.message);
              }
            }
            """);

    private final List<String> command;

    RealInflater(String... command) {
        this.command = List.of(command);
    }

    /** Raw DEFLATE data, in Base64, and the window to inflate it with. */
    record Job(int windowBits, String base64) {
        static Job of(int windowBits, byte[] data) {
            return new Job(windowBits, Base64.getEncoder().encodeToString(data));
        }
    }

    /** {@return those that are installed here} */
    static List<RealInflater> installed() {
        List<RealInflater> found = new ArrayList<>();
        for (RealInflater inflater : List.of(PYTHON, NODE)) {
            if (inflater.answers()) {
                found.add(inflater);
            }
        }
        return found;
    }

    private boolean answers() {
        try {
            return await(new ProcessBuilder(command.get(0), "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException notThere) {
            return false;
        }
    }

    @Override
    public String toString() {
        return command.get(0);
    }

    /** {@return one line per job: "ok:" and the output in Base64, or "error:" and the message} */
    List<String> inflate(List<Job> jobs) throws IOException {
        Path input = Files.createTempFile("inflate", ".in");
        Path output = Files.createTempFile("inflate", ".out");
        try {
            Files.write(
                    input,
                    jobs.stream()
                            .map(job -> job.windowBits() + " " + job.base64())
                            .toList());
            Process process = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!await(process)) {
                throw new IOException(this + " failed");
            }
            return Files.readAllLines(output);
        } finally {
            Files.delete(input);
            Files.delete(output);
        }
    }

    private static boolean await(Process process) throws IOException {
        try {
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
