"""Personal numbers and addresses in what people say, found and masked character for character; never used in scoring."""

from analyzer.privacy.find import find_private, mask
from analyzer.privacy.names import MaskedFiles
from analyzer.privacy.report import mask_report
from analyzer.privacy.spans import PrivateKind, PrivateSpan

__all__ = ["MaskedFiles", "PrivateKind", "PrivateSpan", "find_private", "mask", "mask_report"]
