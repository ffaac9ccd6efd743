package dev.sockeye.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** As much of the ASN.1 encoding DER (X.690) as keys and certificates of one's own need. Pure functions. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int UTF8_STRING = 0x0C;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /** Context-specific and constructed; the tag's number is added. */
    static final int EXPLICIT = 0xA0;

    /** Context-specific and primitive; the tag's number is added. */
    static final int IMPLICIT = 0x80;

    private static final int FIRST_YEAR_OF_FOUR_DIGITS = 2050;
    private static final byte[] NULL = {0x05, 0};
    private static final byte[] VERSION_0 = integer(0);
    private static final byte[] RSA_ENCRYPTION = oid(1, 2, 840, 113549, 1, 1, 1);
    private static final byte[] EC_PUBLIC_KEY = oid(1, 2, 840, 10045, 2, 1);

    private Der() {}

    /** {@return an element of this tag whose content is the parts, one behind the other} */
    static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        writeLength(element, content.size());
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        out.write(0x80 | bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            out.write(length >> (8 * i));
        }
    }

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, parts);
    }

    static byte[] integer(int value) {
        return element(INTEGER, new byte[] {(byte) value});
    }

    static byte[] utf8(String text) {
        return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a time of a certificate} */
    static byte[] time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        // RFC 5280 §4.1.2.5: years up to 2049 have two digits, later ones four
        boolean utc = time.getYear() < FIRST_YEAR_OF_FOUR_DIGITS;
        String text = DateTimeFormatter.ofPattern(utc ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'")
                .format(time);
        return element(utc ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return whole bytes as a bit string} */
    static byte[] bits(byte[] bytes) {
        return element(BIT_STRING, new byte[1], bytes);
    }

    static byte[] oid(int first, int second, int... rest) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(40 * first + second);
        for (int arc : rest) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >> shift != 0) {
                    content.write(0x80 | (arc >> shift & 0x7F));
                }
            }
            content.write(arc & 0x7F);
        }
        return element(OBJECT_IDENTIFIER, content.toByteArray());
    }

    /** {@return an RSA key of PKCS#1 in the wrapping of PKCS#8 (RFC 5208 §5)} */
    static byte[] pkcs8OfPkcs1(byte[] pkcs1) {
        return sequence(VERSION_0, sequence(RSA_ENCRYPTION, NULL), element(OCTET_STRING, pkcs1));
    }

    /**
     * {@return an EC key of SEC 1 (RFC 5915) in the wrapping of PKCS#8}
     *
     * @throws IllegalArgumentException if the key does not name its curve
     */
    static byte[] pkcs8OfSec1(byte[] sec1) {
        ByteBuffer content = content(ByteBuffer.wrap(sec1), SEQUENCE);
        content(content, INTEGER);
        content(content, OCTET_STRING);
        // RFC 5915 §3: the curve stands in parameters [0], as a name
        ByteBuffer parameters = content(content, EXPLICIT);
        byte[] curve = new byte[parameters.remaining()];
        parameters.get(curve);
        return sequence(VERSION_0, sequence(EC_PUBLIC_KEY, curve), element(OCTET_STRING, sec1));
    }

    /** Reads an element of the given tag; returns its content and moves the input behind it. */
    private static ByteBuffer content(ByteBuffer in, int tag) {
        if (in.remaining() < 2 || (in.get() & 0xFF) != tag) {
            throw new IllegalArgumentException("an element with the tag " + tag + " is missing");
        }
        int length = in.get() & 0xFF;
        if (length > 0x80) {
            int bytes = length & 0x7F;
            length = 0;
            for (int i = 0; i < bytes && in.hasRemaining(); i++) {
                length = length << 8 | (in.get() & 0xFF);
            }
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("an element is cut short");
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }
}
