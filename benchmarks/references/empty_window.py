"""The smallest Qt program: one empty main window."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

application = QApplication(sys.argv)
window = QMainWindow()
window.show()
sys.exit(application.exec())
