/**
 * Questions about a VM's disks, answered in the enclave: what lies on what, and the files. Keys are
 * kept here and nowhere else. What is read is the guest's to choose, and is bounded by {@code
 * storage.disk}; what could not be read is part of each answer.
 */
@NullMarked
package dev.yagura.enclave.disk;

import org.jspecify.annotations.NullMarked;
