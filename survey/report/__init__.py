"""The official report: what it says (`content`), and the same said as PDF, workbook and document."""
