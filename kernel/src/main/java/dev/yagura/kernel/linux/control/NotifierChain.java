package dev.yagura.kernel.linux.control;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A list of functions that the kernel calls when something happens; {@code
 * include/linux/notifier.h}. Type information names no variables, so which kind of list stands
 * behind which symbol is written down here.
 *
 * @param symbol of the list's head
 * @param head structure of the head
 */
record NotifierChain(String symbol, String head) {
    private static final String BLOCKING =
            "reboot_notifier_list module_notify_list tracepoint_notify_list oom_notify_list"
                    + " vmap_notify_list blocking_lsm_notifier_chain crypto_chain fb_notifier_list"
                    + " acpi_reconfig_chain acpi_chain_head memory_chain inetaddr_chain"
                    + " inetaddr_validator_chain inet6addr_validator_chain munmap_notifier"
                    + " task_exit_notifier netlink_chain cpufreq_policy_notifier_list"
                    + " nvmem_notifier switchdev_blocking_notif_chain usb_notifier_list"
                    + " pm_chain_head x86_mce_decoder_chain xenstore_chain";

    private static final String ATOMIC =
            "keyboard_notifier_list vt_notifier_list panic_notifier_list die_chain"
                    + " task_free_notifier inet6addr_chain netevent_notif_chain"
                    + " restart_handler_list power_off_handler_list fips_fail_notif_chain"
                    + " dcbevent_notif_chain switchdev_notif_chain";

    private static final String RAW = "netdev_chain pvclock_gtod_chain";

    private static final String SRCU = "lease_notifier_chain cpufreq_transition_notifier_list";

    /** Returns the chains that kernels have; each kernel lacks some. */
    static List<NotifierChain> all() {
        return Stream.of(
                        of(BLOCKING, "blocking_notifier_head"),
                        of(ATOMIC, "atomic_notifier_head"),
                        of(RAW, "raw_notifier_head"),
                        of(SRCU, "srcu_notifier_head"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<NotifierChain> of(String symbols, String head) {
        return Arrays.stream(symbols.split(" ", -1))
                .map(symbol -> new NotifierChain(symbol, head))
                .toList();
    }
}
