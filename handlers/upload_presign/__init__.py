"""Signs uploads of images, bound to their type and length."""
