package dev.yagura.kernel.linux.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.ElfBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootImageTest {
    private static final int START = 5 * 512;

    /** A header of 4 sectors, 16 bytes of code, and a payload of 4. */
    private static ByteBuffer image() {
        ByteBuffer file = ElfBuilder.little(START + 20);
        file.put(0x1F1, (byte) 4).putInt(0x202, 0x53726448).putShort(0x206, (short) 0x20F);
        file.putInt(0x248, 16).putInt(0x24C, 4);
        return file.put(START + 16, new byte[] {1, 2, 3, 4});
    }

    @Test
    void findsThePayload() throws IOException {
        assertThat(BootImage.isOne(image().array())).isTrue();
        assertThat(BootImage.payload(image().array())).containsExactly(1, 2, 3, 4);
        byte[] none = image().put(0x1F1, (byte) 0).array(); // which means 4
        assertThat(BootImage.payload(none)).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "0x202, 0x53726449, header",
        "0x206, 0x207, version",
        "0x248, 21, payload_offset",
        "0x248, -1, payload_offset",
        "0x24C, 5, payload_length",
        "0x24C, 0, payload_length",
        "0x24C, -1, payload_length",
    })
    void refusesWhatTheFileDoesNotHold(String offset, String value, String field) {
        byte[] file = image().putInt(Integer.decode(offset), Integer.decode(value)).array();
        assertThatThrownBy(() -> BootImage.payload(file))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = image().array();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> BootImage.payload(cut))
                    .isInstanceOf(MalformedStructureException.class);
        }
        assertThat(BootImage.isOne(new byte[0])).isFalse();
    }
}
