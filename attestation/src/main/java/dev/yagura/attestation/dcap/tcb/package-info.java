/**
 * How Intel rates a platform: not yes or no, but a status with advisories. Which status is good
 * enough is for an appraisal policy to say.
 */
@NullMarked
package dev.yagura.attestation.dcap.tcb;

import org.jspecify.annotations.NullMarked;
