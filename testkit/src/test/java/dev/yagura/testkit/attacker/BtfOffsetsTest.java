package dev.yagura.testkit.attacker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BtfOffsetsTest {
    private static final byte[] STRINGS =
            "\0int\0task\0pid\0tasks\0other\0inner\0".getBytes(StandardCharsets.US_ASCII);
    private static final int TASK = 5;
    private static final int PID = 10;
    private static final int TASKS = 14;
    private static final int OTHER = 20;
    private static final int INNER = 26;

    /** An int, an array, a struct of the wanted name without the members, and the one with them. */
    private static final byte[] BTF = sample();

    @Test
    void findsTheStructureThatHasTheMembers() throws MalformedStructureException {
        assertThat(BtfOffsets.parse(BTF).find("task", List.of("pid", "tasks")))
                .hasValue(Map.of("pid", 8L, "tasks", 0x300L));
    }

    @Test
    void findsMembersOfNamelessParts() throws MalformedStructureException {
        assertThat(BtfOffsets.parse(BTF).find("task", List.of("pid", "inner")))
                .hasValue(Map.of("pid", 8L, "inner", 0x38L));
    }

    @Test
    void aMissingMemberIsAnAnswer() throws MalformedStructureException {
        assertThat(BtfOffsets.parse(BTF).find("task", List.of("pid", "comm"))).isEmpty();
        assertThat(BtfOffsets.parse(BTF).find("file", List.of("pid"))).isEmpty();
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < BTF.length; length++) {
            byte[] cut = Arrays.copyOf(BTF, length);
            assertThatThrownBy(() -> BtfOffsets.parse(cut).find("none", List.of()))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void refusesAKindItDoesNotKnow() {
        byte[] btf = BTF.clone();
        btf[24 + 7] = 31;

        assertThatThrownBy(() -> BtfOffsets.parse(btf).find("task", List.of("pid")))
                .hasMessage("BTF: info at 0x1c is of kind 31");
    }

    private static byte[] sample() {
        ByteBuffer types = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(1).putInt(1 << 24).putInt(4).putInt(32); // int
        types.putInt(0).putInt(3 << 24).putInt(0).putInt(1).putInt(1).putInt(4); // int[4]
        types.putInt(TASK).putInt(4 << 24 | 1).putInt(4); // struct task { other }
        types.putInt(OTHER).putInt(1).putInt(0);
        // Struct with bitfields: the members' offsets have 24 bits, above them a width.
        types.putInt(TASK).putInt(1 << 31 | 4 << 24 | 4).putInt(0x310);
        types.putInt(OTHER).putInt(1).putInt(3 << 24);
        types.putInt(PID).putInt(1).putInt(8 * 8);
        types.putInt(TASKS).putInt(1).putInt(5 << 24 | 0x300 * 8);
        types.putInt(0).putInt(5).putInt(0x30 * 8);
        types.putInt(0).putInt(5 << 24 | 1).putInt(16); // union { inner }
        types.putInt(INNER).putInt(1).putInt(8 * 8);
        types.flip();
        ByteBuffer btf =
                ByteBuffer.allocate(24 + types.limit() + STRINGS.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        btf.putShort((short) 0xEB9F).put((byte) 1).put((byte) 0).putInt(24);
        btf.putInt(0).putInt(types.limit()).putInt(types.limit()).putInt(STRINGS.length);
        btf.put(types).put(STRINGS);
        return btf.array();
    }
}
