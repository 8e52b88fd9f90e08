package dev.yagura.network.tls;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes handshake messages out of one side's stream, as long as it is not encrypted.
 *
 * <p>Holds at most one record and one message. Not safe for use by several threads.
 */
public final class HandshakeReader {
    /** A message of the handshake. */
    public sealed interface Message {
        /** The client's first message. */
        record Client(ClientHello hello) implements Message {}

        /** The server's first message. */
        record Server(ServerHello hello) implements Message {}

        /** Certificates, up to TLS 1.2. */
        record Certificates(CertificateChain chain) implements Message {}
    }

    private static final Field TYPE = new Field("type", 0, 1);
    private static final Field VERSION = new Field("legacy_record_version", 1, 2);
    private static final Field LENGTH = new Field("length", 3, 2);
    private static final int RECORD_HEADER_BYTES = 5;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    private static final Field MESSAGE_TYPE = new Field("msg_type", 0, 1);
    private static final Field MESSAGE_LENGTH = new Field("length", 0, 4); // with the type
    private static final int MESSAGE_HEADER_BYTES = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;

    /** RFC 8446, "Record Layer", with what encryption adds. */
    private static final int MAX_RECORD_BYTES = (1 << 14) + 2048;

    /** OpenSSL's limit for a chain of certificates is 100 KiB; other messages are shorter. */
    private static final int MAX_MESSAGE_BYTES = 128 * 1024;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
    private boolean encrypted;

    /** Makes a reader that is at the stream's start. */
    public HandshakeReader() {}

    /** Returns whether the rest of the stream is encrypted, and nothing more will be read. */
    public boolean isDone() {
        return encrypted;
    }

    /** Returns what the reader holds, in bytes. */
    public int costBytes() {
        return records.size() + messages.size();
    }

    /**
     * Takes what comes next in the stream.
     *
     * @return the messages that are whole with it, of those kinds that are read
     * @throws MalformedStructureException if it is no TLS; nothing more is to be given then
     */
    public List<Message> read(MemorySegment bytes) throws MalformedStructureException {
        List<Message> found = new ArrayList<>();
        long at = 0;
        while (at < bytes.byteSize() && !encrypted) {
            // No more than a record at a time is held, however much comes at once.
            long part = Math.min(bytes.byteSize() - at, MAX_RECORD_BYTES);
            records.writeBytes(bytes.asSlice(at, part).toArray(JAVA_BYTE));
            at += part;
            takeRecords(found);
        }
        return found;
    }

    private void takeRecords(List<Message> found) throws MalformedStructureException {
        byte[] held = records.toByteArray();
        int at = 0;
        while (!encrypted && held.length - at >= RECORD_HEADER_BYTES) {
            var record = new Structure("tls record", MemorySegment.ofArray(held).asSlice(at));
            int type = record.u8(TYPE);
            record.requireRange(TYPE, type, CHANGE_CIPHER_SPEC, APPLICATION_DATA);
            record.requireRange(VERSION, record.u16be(VERSION) >>> 8, 3, 3);
            int length = record.u16be(LENGTH);
            record.requireRange(LENGTH, length, 0, MAX_RECORD_BYTES);
            if (length > held.length - at - RECORD_HEADER_BYTES) {
                break;
            }
            if (type == CHANGE_CIPHER_SPEC || type == APPLICATION_DATA) {
                encrypted = true;
            } else if (type == HANDSHAKE) {
                messages.write(held, at + RECORD_HEADER_BYTES, length);
                takeMessages(found);
            }
            at += RECORD_HEADER_BYTES + length;
        }
        records.reset();
        if (encrypted) {
            messages.reset();
        } else {
            records.write(held, at, held.length - at);
        }
    }

    private void takeMessages(List<Message> found) throws MalformedStructureException {
        byte[] held = messages.toByteArray();
        int at = 0;
        while (held.length - at >= MESSAGE_HEADER_BYTES) {
            MemorySegment rest = MemorySegment.ofArray(held).asSlice(at);
            var message = new Structure("tls handshake", rest);
            int length = (int) message.u32be(MESSAGE_LENGTH) & 0xFF_FFFF;
            if (length > MAX_MESSAGE_BYTES) {
                throw message.malformed(
                        Reason.OUT_OF_RANGE,
                        MESSAGE_LENGTH,
                        "is %d, expected at most %d".formatted(length, MAX_MESSAGE_BYTES));
            }
            if (length > held.length - at - MESSAGE_HEADER_BYTES) {
                break;
            }
            take(message.u8(MESSAGE_TYPE), rest.asSlice(MESSAGE_HEADER_BYTES, length), found);
            at += MESSAGE_HEADER_BYTES + length;
        }
        messages.reset();
        messages.write(held, at, held.length - at);
    }

    private static void take(int type, MemorySegment body, List<Message> found)
            throws MalformedStructureException {
        switch (type) {
            case CLIENT_HELLO -> found.add(new Message.Client(ClientHello.parse(body)));
            case SERVER_HELLO -> found.add(new Message.Server(ServerHello.parse(body)));
            case CERTIFICATE -> found.add(new Message.Certificates(CertificateChain.parse(body)));
            default -> {}
        }
    }
}
