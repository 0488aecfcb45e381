// Does nothing: that it may be kept at all shows that the browser trusts the certificate.
