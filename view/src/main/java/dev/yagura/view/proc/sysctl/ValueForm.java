package dev.yagura.view.proc.sysctl;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a setting's data is, by the function that prints it. The functions at the end of each list
 * do something when a value is written, and print as the first do.
 */
enum ValueForm {
    /** Text up to a NUL. */
    TEXT("proc_dostring", "proc_dostring_coredump", "proc_do_uts_string"),
    /** Signed numbers of four bytes; of one byte each where the data has only one. */
    INTEGERS(
            "proc_dointvec",
            "proc_dointvec_minmax",
            "proc_dointvec_minmax_bpf_stats",
            "proc_dointvec_minmax_coredump",
            "proc_dointvec_minmax_pps",
            "proc_dointvec_minmax_sysadmin",
            "proc_dointvec_minmax_warn_RT_change",
            "proc_dointvec_and_flush",
            "proc_dou8vec_minmax",
            "proc_dobool",
            "proc_do_dev_weight",
            "proc_do_rointvec",
            "proc_fib_multipath_hash_policy",
            "proc_ipc_dointvec",
            "proc_ipc_dointvec_minmax",
            "proc_ipc_dointvec_minmax_orphans",
            "proc_ipc_sem_dointvec",
            "proc_rt6_multipath_hash_policy",
            "proc_soft_watchdog",
            "proc_tfo_blackhole_detect_timeout",
            "proc_watchdog",
            "proc_watchdog_thresh",
            "addrconf_sysctl_disable",
            "addrconf_sysctl_disable_policy",
            "addrconf_sysctl_forward",
            "addrconf_sysctl_ignore_routes_with_linkdown",
            "addrconf_sysctl_mtu",
            "addrconf_sysctl_proxy_ndp",
            "bpf_unpriv_handler",
            "compaction_proactiveness_sysctl_handler",
            "devinet_sysctl_forward",
            "dirty_background_ratio_handler",
            "dirty_ratio_handler",
            "dirty_writeback_centisecs_handler",
            "dirtytime_interval_handler",
            "ipv4_doint_and_flush",
            "lowmem_reserve_ratio_sysctl_handler",
            "min_free_kbytes_sysctl_handler",
            "neigh_proc_dointvec_zero_intmax",
            "overcommit_policy_handler",
            "overcommit_ratio_handler",
            "percpu_pagelist_high_fraction_sysctl_handler",
            "perf_cpu_time_max_percent_handler",
            "perf_event_max_sample_rate_handler",
            "perf_event_max_stack_handler",
            "perf_proc_update_handler",
            "pid_mfd_noexec_dointvec_minmax",
            "sched_rr_handler",
            "sched_rt_handler",
            "stack_trace_sysctl",
            "sysctl_min_slab_ratio_sysctl_handler",
            "sysctl_min_unmapped_ratio_sysctl_handler",
            "timer_migration_handler",
            "tracepoint_printk_sysctl",
            "watermark_scale_factor_sysctl_handler",
            "yama_dointvec_minmax"),
    /** Unsigned numbers of four bytes. */
    UNSIGNED(
            "proc_douintvec",
            "proc_douintvec_minmax",
            "proc_dopipe_max_size",
            "proc_fib_multipath_hash_fields",
            "proc_rt6_multipath_hash_fields"),
    /** Unsigned numbers of eight bytes. */
    LONGS(
            "proc_doulongvec_minmax",
            "proc_dohung_task_timeout_secs",
            "dirty_background_bytes_handler",
            "dirty_bytes_handler",
            "mmap_min_addr_handler",
            "overcommit_kbytes_handler"),
    /** Signed numbers of eight bytes. */
    SIGNED_LONGS("proc_dolongvec_minmax_bpf_restricted"),
    /** Jiffies, shown as seconds. */
    SECONDS("proc_dointvec_jiffies"),
    /** Jiffies, shown as ticks of which a second has 100. */
    TICKS("proc_dointvec_userhz_jiffies", "neigh_proc_dointvec_userhz_jiffies"),
    /** Jiffies, shown as milliseconds. */
    MILLISECONDS(
            "proc_dointvec_ms_jiffies",
            "proc_dointvec_ms_jiffies_minmax",
            "neigh_proc_dointvec_ms_jiffies",
            "neigh_proc_dointvec_ms_jiffies_positive");

    /** Filled by the forms themselves. */
    private static final class Functions {
        private static final Map<String, ValueForm> FORMS = new ConcurrentHashMap<>();

        private Functions() {}
    }

    ValueForm(String... functions) {
        for (String function : functions) {
            Functions.FORMS.put(function, this);
        }
    }

    /** Returns what the function with a name prints; empty for one that is not known. */
    static Optional<ValueForm> of(String function) {
        return Optional.ofNullable(Functions.FORMS.get(function));
    }
}
