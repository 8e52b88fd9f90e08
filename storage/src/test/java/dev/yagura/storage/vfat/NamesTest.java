package dev.yagura.storage.vfat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names that mtools does not write; what is expected is what Linux does. */
class NamesTest {
    private static final byte[] SHORT = "THEQUI~1FOX".getBytes(US_ASCII);

    @Test
    void joinsPiecesAndSurrogates() throws MalformedStructureException {
        String text = "the quick \uD83E\uDD8A jumps over";
        LongName name = new LongName();
        add(name, text, 0x42, 2);
        add(name, text, 1, 1);

        Optional<String> taken = name.take(SHORT);

        assertThat(taken).contains(text);
        assertThat(Names.fileName(text).toString()).isEqualTo(text);
        assertThat(name.take(SHORT)).isEmpty();
    }

    @Test
    void leavesPiecesThatDoNotBelong() throws MalformedStructureException {
        String text = "the quick brown fox jumps";
        LongName name = new LongName();

        add(name, text, 0x42, 2); // the first piece is missing
        assertThat(name.take(SHORT)).isEmpty();
        add(name, text, 1, 1); // the last is
        assertThat(name.take(SHORT)).isEmpty();
        add(name, text, 0x43, 2); // out of order
        add(name, text, 1, 1);
        assertThat(name.take(SHORT)).isEmpty();
        add(name, text, 0x42, 2); // of another short name
        add(name, text, 1, 1);
        assertThat(name.take("ANOTHERNAME".getBytes(US_ASCII))).isEmpty();
        add(name, text, 0x55, 2); // more than 20 pieces
        assertThat(name.take(SHORT)).isEmpty();
    }

    @Test
    void hidesNothingBehindNamesThatCannotBe() {
        assertThat(Names.fileName("").toString()).isEqualTo("\uFFFD");
        assertThat(Names.fileName("..").isDot()).isFalse();
        assertThat(Names.fileName("a/b\0").toString()).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(Names.fileName("\uD83E").bytes())
                .containsExactly((byte) 0xED, (byte) 0xA0, (byte) 0xBE);
        assertThat(Names.fileName("\uD83E")).isNotEqualTo(Names.fileName("\uD83D"));
    }

    private static void add(LongName name, String text, int order, int piece)
            throws MalformedStructureException {
        ByteBuffer raw = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        raw.put(0, (byte) order).put(11, (byte) 0x0F).put(13, (byte) ShortName.checksum(SHORT));
        int[] offsets = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
        for (int i = 0; i < offsets.length; i++) {
            int at = (piece - 1) * offsets.length + i;
            char padding = at == text.length() ? '\0' : '\uFFFF';
            raw.putChar(offsets[i], at < text.length() ? text.charAt(at) : padding);
        }
        name.add(Structure.of("piece", raw.array()));
    }
}
