package dev.yagura.view.proc.sysctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.view.proc.guest.Jiffies;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.guest.Ticks;
import java.io.IOException;
import java.util.StringJoiner;

/** Prints the value of a setting, as the function that the kernel has for it does. */
record SettingValue(ProcGuest guest, Settings.Setting setting) {
    /** A string, or numbers, of one setting; the longest are a page. */
    private static final int MAX_BYTES = 1 << 16;

    private static final long NANOS_OF_SECOND = 1_000_000_000;
    private static final long NANOS_OF_MILLISECOND = 1_000_000;

    /** Prints one number. */
    private interface Form {
        String print(long number) throws IOException;
    }

    byte[] text() throws IOException {
        String handler =
                guest.linux()
                        .kernel()
                        .symbols()
                        .nearest(setting.handlerGva())
                        .filter(near -> near.offset() == 0)
                        .map(SymbolTable.Nearest::toString)
                        .orElse("");
        String value = print(handler);
        return value.getBytes(UTF_8);
    }

    private String print(String handler) throws IOException {
        if (setting.lengthBytes() < 0 || setting.lengthBytes() > MAX_BYTES) {
            throw new IOException(
                    "ctl_table: maxlen is %d, expected 0..%d"
                            .formatted(setting.lengthBytes(), MAX_BYTES));
        }
        ValueForm form =
                ValueForm.of(handler)
                        .orElseThrow(() ->
                                new IOException(
                                        "setting: is printed by %s, which is not known"
                                                .formatted(
                                                        handler.isEmpty()
                                                                ? "0x%x"
                                                                        .formatted(
                                                                                setting
                                                                                        .handlerGva())
                                                                : handler)));
        int small = setting.lengthBytes() == Byte.BYTES ? Byte.BYTES : Integer.BYTES;
        return switch (form) {
            case TEXT -> string();
            case INTEGERS -> numbers(small, true, Long::toString);
            case UNSIGNED -> numbers(Integer.BYTES, false, Long::toString);
            case LONGS -> numbers(Long.BYTES, false, Long::toUnsignedString);
            case SIGNED_LONGS -> numbers(Long.BYTES, true, Long::toString);
            case SECONDS -> numbers(Integer.BYTES, true, number -> unit(number, NANOS_OF_SECOND));
            case TICKS -> numbers(Integer.BYTES, true, number -> unit(number, Ticks.NANOS));
            case MILLISECONDS ->
                    numbers(
                            setting.lengthBytes() == Long.BYTES ? Long.BYTES : Integer.BYTES,
                            true,
                            number -> unit(number, NANOS_OF_MILLISECOND));
        };
    }

    private String unit(long number, long nanos) throws IOException {
        return Long.toString(number * Jiffies.of(guest).nanos() / nanos);
    }

    private String string() throws IOException {
        return setting.dataGva() == 0 || setting.lengthBytes() == 0
                ? ""
                : guest.memory().cString(setting.dataGva(), setting.lengthBytes()) + "\n";
    }

    private String numbers(int width, boolean signed, Form form) throws IOException {
        StringJoiner line = new StringJoiner("\t", "", "\n").setEmptyValue("");
        long at = setting.dataGva();
        for (int i = 0; at != 0 && i < setting.lengthBytes() / width; i++, at += width) {
            line.add(form.print(number(at, width, signed)));
        }
        return line.toString();
    }

    private long number(long gva, int width, boolean signed) throws IOException {
        AddressSpace memory = guest.memory();
        return switch (width) {
            case Byte.BYTES -> memory.u8(gva);
            case Integer.BYTES -> signed ? (int) memory.u32(gva) : memory.u32(gva);
            default -> memory.u64(gva);
        };
    }
}
