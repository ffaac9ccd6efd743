package dev.sockeye.testkit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes the parts of ASN.1 DER (ITU-T X.690) that a certificate is made of. Each method returns one whole element. */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private static final DateTimeFormatter TWO_DIGIT_YEAR =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... elements) {
        return element(SEQUENCE, concatenated(List.of(elements)));
    }

    static byte[] sequence(List<byte[]> elements) {
        return element(SEQUENCE, concatenated(elements));
    }

    static byte[] set(byte[]... elements) {
        return element(SET, concatenated(List.of(elements)));
    }

    /** An explicitly tagged element: one element within another. */
    static byte[] explicit(int tag, byte[] inner) {
        return element(CONTEXT | CONSTRUCTED | tag, inner);
    }

    /** An implicitly tagged string: bytes under another tag than their own. */
    static byte[] implicit(int tag, byte[] content) {
        return element(CONTEXT | tag, content);
    }

    static byte[] bool(boolean value) {
        return element(BOOLEAN, new byte[] {(byte) (value ? 0xff : 0)});
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    /**
     * @param unusedBits at the end of the last byte
     */
    static byte[] bitString(int unusedBits, byte[] bits) {
        return element(BIT_STRING, concatenated(List.of(new byte[] {(byte) unusedBits}, bits)));
    }

    static byte[] octetString(byte[] bytes) {
        return element(OCTET_STRING, bytes);
    }

    static byte[] utf8String(String text) {
        return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A time between 1950 and 2049. */
    static byte[] utcTime(Instant time) {
        return element(UTC_TIME, TWO_DIGIT_YEAR.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * @param dotted such as "2.5.29.17"
     */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            writeArc(content, Integer.parseInt(arcs[i]));
        }
        return element(OBJECT_IDENTIFIER, content.toByteArray());
    }

    /** Seven bits a byte, the highest first; all but the last with the top bit set. */
    private static void writeArc(ByteArrayOutputStream content, int arc) {
        int groups = Math.max(1, (38 - Integer.numberOfLeadingZeros(arc)) / 7);
        for (int i = groups - 1; i >= 0; i--) {
            content.write((arc >>> (7 * i) & 0x7f) | (i > 0 ? 0x80 : 0));
        }
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int sign = length[0] == 0 ? 1 : 0;
            element.write(0x80 | (length.length - sign));
            element.write(length, sign, length.length - sign);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }

    private static byte[] concatenated(List<byte[]> elements) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        elements.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
