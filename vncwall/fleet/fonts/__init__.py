"""Inter and JetBrains Mono, subsets under the SIL Open Font License (OFL.txt)."""
