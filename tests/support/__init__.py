"""What tests share: small fakes and pictures, one noun a file."""
