from store.databases import empty_url, file_store, kind, store, url

__all__ = ["empty_url", "file_store", "kind", "store", "url"]
