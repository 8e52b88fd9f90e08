package dev.yagura.network.dns;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of the domain name system.
 *
 * @param id chosen by who asks
 * @param flags the second word of the header, as it was sent: 0 to 65535
 * @param response whether it is an answer
 * @param opcode 0 for a query; 0 to 15
 * @param responseCode 0 for none, 3 if there is no such name; 0 to 15
 * @param questions what is asked for
 * @param answers records that answer it
 * @param authorities records of who can answer it
 * @param additional records that may help
 */
public record DnsMessage(
        int id,
        int flags,
        boolean response,
        int opcode,
        int responseCode,
        List<DnsQuestion> questions,
        List<DnsRecord> answers,
        List<DnsRecord> authorities,
        List<DnsRecord> additional) {
    private static final Field ID = new Field("ID", 0, 2);
    private static final Field FLAGS = new Field("flags", 2, 2);
    private static final Field QUESTIONS = new Field("QDCOUNT", 4, 2);
    private static final Field ANSWERS = new Field("ANCOUNT", 6, 2);
    private static final Field AUTHORITIES = new Field("NSCOUNT", 8, 2);
    private static final Field ADDITIONAL = new Field("ARCOUNT", 10, 2);
    private static final int HEADER_BYTES = 12;

    private static final int RESPONSE = 0x8000;

    /** A question takes 5 bytes at least, a record 11: no message has more than these. */
    private static final int MAX_QUESTIONS = 64;

    private static final int MAX_RECORDS = 4096;

    /** Copies the lists. */
    public DnsMessage {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
        authorities = List.copyOf(authorities);
        additional = List.copyOf(additional);
    }

    /**
     * Reads a message.
     *
     * @param bytes the whole of it; what stands behind it is left
     * @throws MalformedStructureException if it is none, or is cut off
     */
    public static DnsMessage parse(MemorySegment bytes) throws MalformedStructureException {
        var message = new Structure("dns message", bytes);
        int flags = message.u16be(FLAGS);
        var reader = new Reader(message);
        List<DnsQuestion> questions = new ArrayList<>();
        long count = message.requireRange(QUESTIONS, message.u16be(QUESTIONS), 0, MAX_QUESTIONS);
        for (int i = 0; i < count; i++) {
            questions.add(reader.question());
        }
        return new DnsMessage(
                message.u16be(ID),
                flags,
                (flags & RESPONSE) != 0,
                flags >>> 11 & 0xF,
                flags & 0xF,
                questions,
                reader.records(ANSWERS),
                reader.records(AUTHORITIES),
                reader.records(ADDITIONAL));
    }

    /** Reads one part of a message after the other. */
    private static final class Reader {
        private final Structure message;
        private final DnsNames names;
        private final DnsData data;
        private long at = HEADER_BYTES;

        private Reader(Structure message) {
            this.message = message;
            this.names = new DnsNames(message);
            this.data = new DnsData(message, names);
        }

        private DnsQuestion question() throws MalformedStructureException {
            String name = name();
            return new DnsQuestion(name, u16("QTYPE"), u16("QCLASS"));
        }

        private List<DnsRecord> records(Field counter) throws MalformedStructureException {
            long count = message.requireRange(counter, message.u16be(counter), 0, MAX_RECORDS);
            List<DnsRecord> records = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                records.add(record());
            }
            return records;
        }

        private DnsRecord record() throws MalformedStructureException {
            String name = name();
            int type = u16("TYPE");
            int dnsClass = u16("CLASS");
            long timeToLive = message.u32be(new Field("TTL", at, 4));
            at += 4;
            int length = u16("RDLENGTH");
            String text = length == 0 ? "" : data.read(type, new Field("RDATA", at, length));
            at += length;
            return new DnsRecord(name, type, dnsClass, timeToLive, text);
        }

        private String name() throws MalformedStructureException {
            DnsNames.Name name = names.read(at);
            at = name.end();
            return name.text();
        }

        private int u16(String name) throws MalformedStructureException {
            int number = message.u16be(new Field(name, at, 2));
            at += 2;
            return number;
        }
    }
}
