package dev.yagura.view.proc.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.storage.file.FileName;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Expected values are what a kernel prints, fs/seq_file.c and lib/vsprintf.c. */
class EscapesTest {
    @Test
    void pathsOfMountsHaveNoBlanksOfTheirOwn() {
        assertThat(Escapes.path("/a b\tc\nd\\e#f")).isEqualTo("/a\\040b\\011c\\012d\\134e#f");
        assertThat(Escapes.word("none#1 x")).isEqualTo("none\\0431\\040x");
        assertThat(Escapes.octal("/a b\n\\", "\n")).isEqualTo("/a b\\012\\");
    }

    @Test
    void namesOfTasksStayOnOneLine() {
        assertThat(Escapes.name("a\nb\\c (d)")).isEqualTo("a\\nb\\\\c (d)");
    }

    @Test
    void bitsAreGroupsOfThirtyTwo() {
        byte[] bits = {0b1011, 0, 0, 0, (byte) 0x80, 0, 0, 0};

        assertThat(new Bitmap(bits, 64).mask()).isEqualTo("00000080,0000000b");
        assertThat(new Bitmap(bits, 64).list()).isEqualTo("0-1,3,39");
        assertThat(new Bitmap(bits, 5).mask()).isEqualTo("0b");
        assertThat(new Bitmap(bits, 33).mask()).isEqualTo("0,0000000b");
        assertThat(new Bitmap(new byte[8], 64).list()).isEmpty();
        assertThatThrownBy(() -> new Bitmap(bits, 65)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyNumbersAsTheKernelWritesThemAreNumbers() {
        assertThat(TaskNumber.parse(FileName.of("4194304"))).isEqualTo(OptionalInt.of(4194304));
        assertThat(TaskNumber.parse(FileName.of("0"))).isEqualTo(OptionalInt.of(0));
        for (String name : new String[] {"", "01", "+1", "-1", "1x", "99999999", "self"}) {
            assertThat(TaskNumber.parse(FileName.of(name))).as(name).isEmpty();
        }
    }

    @Test
    void ticksAreHundredthsCutOff() {
        assertThat(Ticks.of(19_999_999)).isEqualTo(1);
        assertThat(Ticks.seconds(61_239_999_999L)).isEqualTo("61.23");
        assertThat(new Jiffies(1000, 4_000_000).ticksUntil(1010)).isEqualTo(4);
        assertThat(new Jiffies(1000, 4_000_000).ticksUntil(900)).isZero();
    }
}
