/**
 * Detectors in C: BPF objects that are bound to a guest and run as any other detector.
 *
 * <p>A {@link dev.yagura.bpf.module.DetectorModule} is an object that says what it is, in its
 * section {@code .modinfo}; a {@link dev.yagura.bpf.module.ModuleDetector} runs it: it is loaded
 * for the guest's kernel, its function {@code detect} is called, and what it reports becomes
 * findings. What it can call is declared, with its contract, in the headers {@code yagura/*.h}
 * among this module's resources; the numbers there are those of {@link
 * dev.yagura.bpf.module.Bindings}.
 *
 * <p>An object is not trusted. Its instructions are limited by {@link dev.yagura.bpf.run.Limits},
 * what the functions here do for it by {@link dev.yagura.bpf.module.Work}; whatever it does wrong
 * ends it, and no other detector.
 *
 * <p>A module has no state: what it keeps of a look goes out by {@link
 * dev.yagura.bpf.module.ModuleOutput}, and comes back with a baseline.
 */
@NullMarked
package dev.yagura.bpf.module;

import org.jspecify.annotations.NullMarked;
