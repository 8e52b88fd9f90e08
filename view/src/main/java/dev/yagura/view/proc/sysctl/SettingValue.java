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
        Jiffies jiffies = Jiffies.of(guest);
        return switch (handler) {
            case "proc_dostring", "proc_dostring_coredump", "proc_do_uts_string" -> string();
            case "proc_dobool" -> numbers(1, false, String::valueOf);
            case "proc_dou8vec_minmax" -> numbers(Byte.BYTES, false, String::valueOf);
            case "proc_douintvec", "proc_douintvec_minmax" ->
                    numbers(Integer.BYTES, false, String::valueOf);
            case "proc_doulongvec_minmax" -> numbers(Long.BYTES, false, Long::toUnsignedString);
            case "proc_doulongvec_ms_jiffies_minmax" ->
                    numbers(
                            Long.BYTES,
                            false,
                            number -> unit(number, jiffies, NANOS_OF_MILLISECOND));
            case "proc_dointvec_jiffies" ->
                    numbers(Integer.BYTES, true, number -> unit(number, jiffies, NANOS_OF_SECOND));
            case "proc_dointvec_userhz_jiffies" ->
                    numbers(Integer.BYTES, true, number -> unit(number, jiffies, Ticks.NANOS));
            case "proc_dointvec_ms_jiffies", "proc_dointvec_ms_jiffies_minmax" ->
                    numbers(
                            Integer.BYTES,
                            true,
                            number -> unit(number, jiffies, NANOS_OF_MILLISECOND));
            default -> {
                if (handler.startsWith("proc_dointvec") && !handler.contains("jiffies")) {
                    yield numbers(Integer.BYTES, true, String::valueOf);
                }
                throw new IOException(
                        "setting: is printed by %s, which is not known"
                                .formatted(
                                        handler.isEmpty()
                                                ? "0x" + Long.toHexString(setting.handlerGva())
                                                : handler));
            }
        };
    }

    private static String unit(long number, Jiffies jiffies, long nanos) {
        return Long.toString(number * jiffies.nanos() / nanos);
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
